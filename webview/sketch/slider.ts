import { element } from '../shared/elements.ts';

export interface Slider {
  readonly node: HTMLElement;
  set(value: number): void;
}

interface SliderSettings {
  /** Stands before it. */
  name: string;
  /** What a screen reader calls it. */
  label: string;
  bounds: readonly [number, number];
  step: number;
  value: number;
  /** As it stands behind the slider. */
  shown(value: number): string;
  /** Places that are marked on it; `told` is said with the value. */
  marks?: readonly { kind: 'mean' | 'own'; value: number; told: string }[];
  slide(value: number): void;
}

/** A number that is chosen by sliding. What is set from outside is kept exactly, between two steps too. */
export function createSlider({ name, label, bounds, step, value, shown, marks = [], slide }: SliderSettings): Slider {
  const [least, most] = bounds;
  const input = element('input', { label });
  input.type = 'range';
  [input.min, input.max, input.step] = [String(least), String(most), String(step)];
  const output = element('span', { class: 'value' });
  const tell = (now: number): void => {
    output.textContent = shown(now);
    input.setAttribute('aria-valuetext', [shown(now), ...marks.map(({ told }) => told)].join(', '));
  };
  const set = (now: number): void => {
    input.value = String(now);
    tell(now);
  };
  input.addEventListener('input', () => {
    tell(input.valueAsNumber);
    slide(input.valueAsNumber);
  });
  set(value);
  const track = element('span', { class: 'track' });
  for (const { kind, value: place, told } of marks) {
    const share = most > least ? Math.max(0, Math.min(1, (place - least) / (most - least))) : 0.5;
    const mark = element('span', { class: `mark ${kind}`, title: told });
    // The middle of the thumb runs from half its width to as much before the end.
    mark.style.left = `calc(var(--thumb) / 2 + ${share} * (100% - var(--thumb)))`;
    track.append(mark);
  }
  track.append(input);
  return { node: element('div', { class: 'slider' }, element('span', { class: 'name' }, name), track, output), set };
}
