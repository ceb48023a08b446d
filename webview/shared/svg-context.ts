/** A drawing as a text: SVG in place of a canvas's pixels. */
export interface SvgDrawing {
  /** What a canvas gives to draw with, as far as chart.js uses it. */
  readonly context: CanvasRenderingContext2D;
  /** The whole document. Title and description are read out, and shown by some viewers. */
  toSvg(title: string, description: string): string;
}

/** Width of a text in pixels, in a font written as a canvas has it. */
export type MeasureText = (text: string, font: string) => number;

/** a, b, c, d, e, f of the SVG matrix: x' = a x + c y + e, y' = b x + d y + f. */
type Matrix = readonly [number, number, number, number, number, number];

/** What `save` keeps beside the styles. */
interface State {
  matrix: Matrix;
  dash: number[];
  /** Id of the clipping path in force; '' for none. */
  clip: string;
}

const styles = {
  fillStyle: '#000000',
  strokeStyle: '#000000',
  lineWidth: 1,
  lineCap: 'butt',
  lineJoin: 'miter',
  lineDashOffset: 0,
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'start',
  textBaseline: 'alphabetic',
};

/** How far below the point a baseline lies, in ems: viewers other than browsers know no `dominant-baseline`. */
const baselines: Record<string, number> = { top: 0.8, hanging: 0.8, middle: 0.35, bottom: -0.2, ideographic: -0.2 };
const anchors: Record<string, string> = { center: 'middle', right: 'end', end: 'end' };

/**
 * A context that writes down what is drawn. Points are transformed as they come, so scaling applies to places, not to
 * the width of lines; of transformations only moves and turns are used. A Path2D cannot be read and is refused.
 */
export function createSvgDrawing(width: number, height: number, measure: MeasureText): SvgDrawing {
  const body: string[] = [];
  const definitions: string[] = [];
  let clips = 0;
  let path = '';
  let pen: readonly [number, number] | undefined;
  let state: State = { matrix: [1, 0, 0, 1, 0, 0], dash: [], clip: '' };
  const saved: { state: State; style: typeof styles }[] = [];
  const style = { ...styles };

  const placed = (x: number, y: number): [number, number] => {
    const [a, b, c, d, e, f] = state.matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  };
  const add = (command: string, ...points: [number, number][]): void => {
    path += `${command}${points.map((point) => point.map(short).join(' ')).join(' ')}`;
  };
  const moveTo = (x: number, y: number): void => {
    pen = [x, y];
    add('M', placed(x, y));
  };
  const lineTo = (x: number, y: number): void => {
    if (!pen) return moveTo(x, y);
    pen = [x, y];
    add('L', placed(x, y));
  };
  const draw = (element: string, attributes: Record<string, string | number>, content?: string): void => {
    const clip = state.clip && { 'clip-path': `url(#${state.clip})` };
    body.push(tag(element, { ...attributes, ...clip }, content));
  };
  const strokes = (): Record<string, string | number> => ({
    ...paint('stroke', style.strokeStyle, style.globalAlpha),
    'stroke-width': short(style.lineWidth),
    ...(style.lineCap !== 'butt' && { 'stroke-linecap': style.lineCap }),
    ...(style.lineJoin !== 'miter' && { 'stroke-linejoin': style.lineJoin }),
    ...(state.dash.length > 0 && { 'stroke-dasharray': state.dash.join(' ') }),
  });
  const rectangle = (x: number, y: number, w: number, h: number): string => {
    const corners = [placed(x, y), placed(x + w, y), placed(x + w, y + h), placed(x, y + h)];
    return `M${corners.map((corner) => corner.map(short).join(' ')).join('L')}Z`;
  };
  const write = (text: unknown, x: number, y: number, paints: Record<string, string | number>): void => {
    const { size, weight, slant, family } = partsOfFont(style.font);
    const turned = state.matrix.slice(0, 4).join() !== '1,0,0,1';
    const [left, top] = turned ? [x, y] : placed(x, y);
    const down = (baselines[style.textBaseline] ?? 0) * size;
    draw(
      'text',
      {
        x: short(left),
        y: short(top + down),
        'font-family': family,
        'font-size': size,
        ...(weight !== 'normal' && { 'font-weight': weight }),
        ...(slant !== 'normal' && { 'font-style': slant }),
        ...(anchors[style.textAlign] && { 'text-anchor': anchors[style.textAlign] }),
        ...(turned && { transform: `matrix(${state.matrix.map(short).join(' ')})` }),
        ...paints,
      },
      // As a canvas does: numbers are written too.
      escaped(String(text)),
    );
  };

  const methods = {
    save: () => void saved.push({ state: { ...state }, style: { ...style } }),
    restore(): void {
      const last = saved.pop();
      if (!last) return;
      state = last.state;
      Object.assign(style, last.style);
    },
    setTransform: (...matrix: Matrix) => void (state.matrix = matrix),
    resetTransform: () => void (state.matrix = [1, 0, 0, 1, 0, 0]),
    translate: (x: number, y: number) => void (state.matrix = product(state.matrix, [1, 0, 0, 1, x, y])),
    scale: (x: number, y: number) => void (state.matrix = product(state.matrix, [x, 0, 0, y, 0, 0])),
    rotate(angle: number): void {
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      state.matrix = product(state.matrix, [cos, sin, -sin, cos, 0, 0]);
    },
    beginPath(): void {
      path = '';
      pen = undefined;
    },
    closePath: () => void (path && (path += 'Z')),
    moveTo,
    lineTo,
    bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
      if (!pen) moveTo(x1, y1);
      pen = [x, y];
      add('C', placed(x1, y1), placed(x2, y2), placed(x, y));
    },
    quadraticCurveTo(x1: number, y1: number, x: number, y: number): void {
      if (!pen) moveTo(x1, y1);
      pen = [x, y];
      add('Q', placed(x1, y1), placed(x, y));
    },
    arc(x: number, y: number, radius: number, from: number, to: number, back = false): void {
      const full = Math.abs(to - from) >= 2 * Math.PI - 1e-6;
      const turn = 2 * Math.PI;
      const span = full ? turn : (((back ? from - to : to - from) % turn) + turn) % turn;
      const at = (angle: number): [number, number] => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      lineTo(...at(from));
      // In halves, because an SVG arc cannot end where it begins.
      for (const part of [0.5, 1]) {
        const end = at(from + (back ? -1 : 1) * span * part);
        pen = end;
        path += `A${short(radius)} ${short(radius)} 0 0 ${back ? 0 : 1} ${placed(...end)
          .map(short)
          .join(' ')}`;
      }
    },
    rect(x: number, y: number, w: number, h: number): void {
      path += rectangle(x, y, w, h);
      pen = [x, y];
    },
    fill(...rules: unknown[]): void {
      refusePath2D(rules);
      if (path) draw('path', { d: path, ...paint('fill', style.fillStyle, style.globalAlpha) });
    },
    stroke(...rules: unknown[]): void {
      refusePath2D(rules);
      if (path) draw('path', { d: path, fill: 'none', ...strokes() });
    },
    clip(): void {
      const id = `clip${++clips}`;
      const outer = state.clip && { 'clip-path': `url(#${state.clip})` };
      definitions.push(tag('clipPath', { id, ...outer }, tag('path', { d: path })));
      state.clip = id;
    },
    fillRect: (x: number, y: number, w: number, h: number) =>
      draw('path', { d: rectangle(x, y, w, h), ...paint('fill', style.fillStyle, style.globalAlpha) }),
    strokeRect: (x: number, y: number, w: number, h: number) =>
      draw('path', { d: rectangle(x, y, w, h), fill: 'none', ...strokes() }),
    // A new drawing has nothing to clear away.
    clearRect: () => undefined,
    fillText: (text: unknown, x: number, y: number) =>
      write(text, x, y, paint('fill', style.fillStyle, style.globalAlpha)),
    strokeText: (text: unknown, x: number, y: number) => write(text, x, y, { fill: 'none', ...strokes() }),
    measureText: (text: unknown) => ({ width: measure(String(text), style.font) }),
    setLineDash: (dash: number[]) => void (state = { ...state, dash: [...dash] }),
    getLineDash: () => state.dash,
  };
  const canvas = { width, height, getContext: (): unknown => context };
  const context = Object.assign(style, methods, { canvas });

  return {
    context: context as unknown as CanvasRenderingContext2D,
    toSvg(title, description) {
      const head = tag('title', {}, escaped(title)) + tag('desc', {}, escaped(description));
      const defs = definitions.length > 0 ? tag('defs', {}, definitions.join('')) : '';
      const size = { width, height, viewBox: `0 0 ${width} ${height}` };
      const root = { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img' };
      return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('svg', root, `\n${[head, defs, ...body].filter(Boolean).join('\n')}\n`)}\n`;
    },
  };
}

function refusePath2D([first]: unknown[]): void {
  if (typeof first === 'object') throw new Error('a Path2D cannot be drawn as SVG');
}

function product([a, b, c, d, e, f]: Matrix, [p, q, r, s, t, u]: Matrix): Matrix {
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

/** A colour as an attribute; its transparency is told apart, because viewers other than browsers know no rgba. */
function paint(attribute: 'fill' | 'stroke', colour: unknown, alpha: number): Record<string, string | number> {
  const text = typeof colour === 'string' ? colour : 'none';
  const split = /^rgba\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)[\s,/]+([\d.]+)\s*\)$/.exec(text);
  const hex = /^#([\da-f]{6})([\da-f]{2})$/i.exec(text);
  const opacity = alpha * (split ? Number(split[4]) : hex ? parseInt(hex[2]!, 16) / 255 : 1);
  const solid = split ? `rgb(${split[1]}, ${split[2]}, ${split[3]})` : hex ? `#${hex[1]}` : text;
  return { [attribute]: solid, ...(opacity < 1 && { [`${attribute}-opacity`]: short(opacity) }) };
}

/** "italic bold 12px Georgia, serif", as chart.js writes it. */
function partsOfFont(font: string): { size: number; weight: string; slant: string; family: string } {
  const [, before = '', size = '10', family = 'sans-serif'] = /^(.*?)([\d.]+)px\s+(.*)$/.exec(font) ?? [];
  const words = before.split(' ').filter(Boolean);
  return {
    size: Number(size),
    weight: words.find((word) => /^(bold|bolder|lighter|\d+)$/.test(word)) ?? 'normal',
    slant: words.find((word) => /^(italic|oblique)$/.test(word)) ?? 'normal',
    family,
  };
}

function tag(name: string, attributes: Record<string, string | number | undefined>, content?: string): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return content === undefined ? `<${name}${given.join('')}/>` : `<${name}${given.join('')}>${content}</${name}>`;
}

/** Characters that XML does not allow at all are left out. */
function escaped(text: string): string {
  const allowed = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
  return allowed.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function short(value: number): number {
  return Math.round(value * 1000) / 1000;
}
