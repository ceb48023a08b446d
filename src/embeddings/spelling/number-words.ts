const units = words(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
);
const tens = words('zero ten twenty thirty forty fifty sixty seventy eighty ninety');
const ordinalUnits = words(
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth ' +
    'sixteenth seventeenth eighteenth nineteenth',
);
const scales = [
  [1_000_000_000, 'billion'],
  [1_000_000, 'million'],
  [1_000, 'thousand'],
  [100, 'hundred'],
] as const;

function words(list: string): readonly string[] {
  return list.split(' ');
}

/**
 * The words that a number in digits is read as: `42` is forty two, `3rd` is third, `1,000` is one thousand, `1914` is the
 * year nineteen fourteen. Undefined for what is no number.
 */
export function numberWords(token: string): string[] | undefined {
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(st|nd|rd|th|s)?$/i.exec(token);
  if (!match) return undefined;
  const [, whole = '', decimals, ending = ''] = match;
  const value = Number(whole.replaceAll(',', ''));
  // Beyond this nobody reads a number's digits.
  if (value >= 1e12) return ['number', 'billion'];
  if (decimals !== undefined)
    return [...cardinal(value), 'point', ...[...decimals.slice(0, 3)].map((digit) => units[Number(digit)]!)];
  if (/^1[1-9]\d\d$|^20\d\d$/.test(whole) && /^s?$/i.test(ending)) return ['year', ...yearWords(value)];
  return /^(st|nd|rd|th)$/i.test(ending) ? ordinal(value) : cardinal(value);
}

function yearWords(year: number): string[] {
  const [century, rest] = [Math.floor(year / 100), year % 100];
  if (century === 20 && rest < 10) return cardinal(year);
  return rest === 0 ? [...cardinal(century), 'hundred'] : [...cardinal(century), ...cardinal(rest)];
}

function cardinal(value: number): string[] {
  for (const [scale, name] of scales) {
    if (value < scale) continue;
    const rest = value % scale;
    return [...cardinal(Math.floor(value / scale)), name, ...(rest > 0 ? cardinal(rest) : [])];
  }
  if (value < 20) return [units[value]!];
  return value % 10 === 0 ? [tens[value / 10]!] : [tens[Math.floor(value / 10)]!, units[value % 10]!];
}

function ordinal(value: number): string[] {
  const spelled = cardinal(value);
  const last = spelled.pop()!;
  const unit = units.indexOf(last);
  if (unit >= 0) return [...spelled, ordinalUnits[unit]!];
  return [...spelled, last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`];
}
