import { Chart, registerables, type ChartConfiguration } from 'chart.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { chartSvg, type Picture } from '../../webview/shared/chart-picture.ts';
import { createSvgDrawing } from '../../webview/shared/svg-context.ts';

/** Every letter as wide as half its height. */
const measure = (text: string, font: string): number => (text.length * Number(/([\d.]+)px/.exec(font)![1])) / 2;

beforeAll(() => Chart.register(...registerables));

const configuration = (losses: (number | null)[]): ChartConfiguration => ({
  type: 'line',
  data: {
    labels: losses.map((_, i) => i + 1),
    datasets: [
      {
        label: 'training <loss>',
        data: losses,
        borderColor: '#0072b2',
        pointRadius: 2,
        pointBackgroundColor: '#0072b2',
      },
      {
        label: 'validation',
        data: losses.map((loss) => loss && loss * 2),
        borderColor: 'rgba(213, 94, 0, 0.5)',
        borderDash: [5, 4],
      },
    ],
  },
  options: {
    scales: {
      x: { title: { display: true, text: 'epoch' } },
      y: { type: 'logarithmic', title: { display: true, text: 'squared error & more' } },
    },
  },
});

const picture = (losses: (number | null)[] = [1, 0.5, 0.25]): Picture => ({
  title: 'Loss “by epoch” <b>\u0000',
  configuration: configuration(losses),
  width: 600,
  height: 300,
  background: '#1e1e1e',
  foreground: '#cccccc',
});

/** The texts of all elements of a name, as a reader of XML sees them. */
function textsOf(svg: string, name: string): string[] {
  const decoded = (text: string): string =>
    text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  return [...svg.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map(([, text]) => decoded(text!));
}

/** Whether every element that is opened is closed, in order, and no bare sign of markup is left in a text. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  const rest = svg
    .replace(/^<\?xml [^>]*\?>/, '')
    .replace(/<(\/?)([a-zA-Z]+)((?: [a-z-A-Z:]+="[^"<]*")*)(\/?)>/g, (_, end, name, __, self) => {
      if (self) return '';
      if (end && open.pop() !== name) open.push('wrong');
      if (!end) open.push(name as string);
      return '';
    });
  return open.length === 0 && !/[<>]|&(?!#\d+;)/.test(rest);
}

describe('a chart as SVG', () => {
  it('is well-formed, says what it shows, and has its words as text', () => {
    const svg = chartSvg(picture(), measure);
    expect(isWellFormed(svg)).toBe(true);
    expect(textsOf(svg, 'title')).toEqual(['Loss “by epoch” <b>']);
    expect(textsOf(svg, 'desc')[0]).toBe('Shows training <loss>, validation. Axes: epoch, squared error & more.');
    expect(textsOf(svg, 'text')).toEqual(
      expect.arrayContaining(['epoch', 'squared error & more', 'training <loss>', 'validation', '1', '2', '3']),
    );
  });

  it('has the background, and each line from its first point to its last', () => {
    const svg = chartSvg(picture(), measure);
    expect(svg).toContain('<path d="M0 0L600 0L600 300L0 300Z" fill="#1e1e1e"/>');
    const line = /<path d="(M[^"]*)" fill="none" stroke="#0072b2"[^>]*>/g;
    const parts = [...svg.matchAll(line)].map(([, path]) => path!);
    const places = parts.flatMap((path) =>
      [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
    );
    const falling = places.filter(([x], i) => i === 0 || x! >= places[i - 1]![0]!);
    expect(falling.length).toBeGreaterThanOrEqual(3);
    // Halved twice on a logarithmic axis: two equal steps down.
    const [first, last] = [places.at(0)!, places.at(-1)!];
    expect(last[0]).toBeGreaterThan(first[0]!);
    expect(last[1]).toBeGreaterThan(first[1]!);
    expect(svg).toMatch(/stroke="rgb\(213, 94, 0\)" stroke-opacity="0\.5"[^>]*stroke-dasharray="5 4"/);
  });

  it('is the same whenever it is drawn, and leaves the configuration as it was', () => {
    const once = picture();
    const before = JSON.stringify(once.configuration);
    expect(chartSvg(once, measure)).toBe(chartSvg(picture(), measure));
    expect(JSON.stringify(once.configuration)).toBe(before);
  });

  it('has a gap where a number is missing', () => {
    const isMove = (svg: string): number => [...svg.matchAll(/stroke="#0072b2"/g)].length;
    expect(isMove(chartSvg(picture([1, null, 0.5, 0.25]), measure))).toBeGreaterThan(0);
    expect(chartSvg(picture([]), measure)).toContain('</svg>');
  });
});

describe('the drawing', () => {
  it('refuses what it could not write down', () => {
    const { context } = createSvgDrawing(10, 10, measure);
    expect(() => context.stroke({} as Path2D)).toThrow('Path2D');
  });

  it('turns texts, and moves them to their baseline', () => {
    const drawing = createSvgDrawing(10, 10, measure);
    const { context } = drawing;
    context.font = 'bold 20px Georgia, "A & B"';
    context.save();
    context.translate(5, 6);
    context.rotate(-Math.PI / 2);
    context.textBaseline = 'middle';
    context.fillText('up', 0, 0);
    context.restore();
    context.fillText('flat', 1, 2);
    const svg = drawing.toSvg('', '');
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).toContain(
      '<text x="0" y="7" font-family="Georgia, &#34;A &#38; B&#34;" font-size="20" font-weight="bold" transform="matrix(0 -1 1 0 5 6)"',
    );
    expect(svg).toMatch(/<text x="1" y="2" [^>]*>flat<\/text>/);
  });

  it('draws whole circles, parts of them, and inside of clippings only', () => {
    const drawing = createSvgDrawing(10, 10, measure);
    const { context } = drawing;
    context.beginPath();
    context.rect(0, 0, 5, 5);
    context.clip();
    context.beginPath();
    context.arc(5, 5, 2, 0, 2 * Math.PI);
    context.fill();
    const svg = drawing.toSvg('', '');
    expect(svg).toContain('<clipPath id="clip1"><path d="M0 0L5 0L5 5L0 5Z"/></clipPath>');
    expect(svg).toContain('<path d="M7 5A2 2 0 0 1 3 5A2 2 0 0 1 7 5" fill="#000000" clip-path="url(#clip1)"/>');
  });
});
