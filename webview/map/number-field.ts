import { element } from '../shared/elements.ts';

/** A number with its name before it; `change` is called with numbers within the bounds only. */
export function numberField(
  label: string,
  value: number,
  [least, most]: readonly [number, number],
  change: (value: number) => void,
  step = 1,
): HTMLElement {
  const input = element('input', { label });
  input.type = 'number';
  [input.min, input.max, input.step] = [String(least), String(most), String(step)];
  input.value = String(value);
  let last = value;
  input.addEventListener('change', () => {
    const number = input.valueAsNumber;
    // An odd number goes back to what stood there, so that what is shown is what counts.
    if (input.value === '' || !input.validity.valid || !Number.isFinite(number)) {
      input.value = String(last);
      return;
    }
    last = number;
    change(number);
  });
  return element('label', { class: 'field' }, element('span', {}, label), input);
}
