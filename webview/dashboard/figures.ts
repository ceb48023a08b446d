/** A share as a percentage with one digit: 0.018 is "1.8%". */
export function percent(share: number): string {
  const rounded = (share * 100).toFixed(1);
  return `${rounded === '-0.0' ? '0.0' : rounded}%`;
}

/** "1 passage", "1,321 passages" */
export function counted(count: number, thing: string): string {
  return `${separated(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** A count with its thousands apart: "1,321". */
export function separated(count: number): string {
  return count.toLocaleString('en-GB');
}

/** Two digits, and never "-0.00". */
export function twoDigits(value: number): string {
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}
