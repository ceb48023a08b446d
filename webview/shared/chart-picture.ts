import { BasicPlatform, Chart, Legend, Title, type ChartConfiguration, type Plugin } from 'chart.js';
import { createSvgDrawing, type MeasureText } from './svg-context.ts';

/** A chart as it stands by itself in a file: with its title, its legend and the theme's background. */
export interface Picture {
  title: string;
  configuration: ChartConfiguration;
  /** In pixels of the page. */
  width: number;
  height: number;
  background: string;
  foreground: string;
}

/** What a PNG has for each pixel of the page, along each side. */
export const pngScale = 2;

/** The picture as the text of an SVG file, its words as text. `measure` says how wide a text is. */
export function chartSvg(picture: Picture, measure: MeasureText): string {
  const { width, height } = picture;
  const drawing = createSvgDrawing(width, height, measure);
  const configuration = standingAlone(picture, 1);
  // Otherwise chart.js draws lines as Path2D, which nobody can read again.
  for (const dataset of configuration.data.datasets)
    if (!('segment' in dataset)) Object.assign(dataset, { segment: {} });
  new Chart(drawing.context, { ...configuration, platform: BasicPlatform }).destroy();
  return drawing.toSvg(picture.title, describe(picture));
}

/** The picture as the bytes of a PNG file, drawn on `canvas`. */
export async function chartPng(picture: Picture, canvas: HTMLCanvasElement): Promise<Uint8Array> {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const chart = new Chart(canvas, { ...standingAlone(picture, pngScale), platform: BasicPlatform });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  chart.destroy();
  if (!blob) throw new Error('the picture could not be made');
  return new Uint8Array(await blob.arrayBuffer());
}

function standingAlone({ title, configuration, background, foreground }: Picture, scale: number): ChartConfiguration {
  const { data, options = {}, plugins = [] } = configuration;
  const ground: Plugin = {
    id: 'ground',
    beforeDraw({ ctx, width, height }) {
      ctx.save();
      ctx.fillStyle = background;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  };
  const lines = data.datasets.every(({ type }) => (type ?? kindOf(configuration)) === 'line');
  return {
    ...configuration,
    data: { ...data, datasets: data.datasets.map((dataset) => ({ ...dataset })) },
    options: {
      ...options,
      animation: false,
      responsive: false,
      devicePixelRatio: scale,
      events: [],
      layout: { padding: 12 },
      plugins: {
        ...options.plugins,
        tooltip: { enabled: false },
        title: { display: true, text: title, color: foreground, font: { size: 14, weight: 'bold' } },
        legend: {
          display: data.datasets.length > 1,
          labels: {
            color: foreground,
            usePointStyle: lines,
            ...(lines && { pointStyle: 'line' as const, pointStyleWidth: 32 }),
          },
        },
      },
    },
    plugins: [ground, Title, Legend, ...plugins],
  };
}

function kindOf(configuration: ChartConfiguration): string | undefined {
  return 'type' in configuration ? configuration.type : undefined;
}

/** "training loss, validation loss; by epoch", from the axes' titles. */
function describe({ configuration }: Picture): string {
  const names = configuration.data.datasets.flatMap(({ label }) => (label ? [label] : []));
  const axes = Object.values(configuration.options?.scales ?? {}).flatMap((scale) => {
    const title = scale && 'title' in scale ? scale.title?.text : undefined;
    return title ? [[title].flat().join(' ')] : [];
  });
  const axis = axes.length > 0 ? `Axes: ${axes.join(', ')}.` : '';
  return [names.length > 0 ? `Shows ${names.join(', ')}.` : '', axis].filter(Boolean).join(' ');
}
