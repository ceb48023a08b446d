/** Two digits, and never "-0.00". */
export function twoDigits(value: number): string {
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}
