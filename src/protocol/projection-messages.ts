import {
  anyNumber,
  arrayOf,
  listOf,
  MalformedMessage,
  oneOf,
  record,
  text,
  truth,
  wholeNumber,
  type Reader,
} from './read-value.ts';
import { messageType } from './message-type.ts';

/** A way to lay the passages of a run out on a plane that is stepped towards; `type` is the method. */
export type Projection = TsneProjection | UmapProjection;

export interface TsneProjection {
  type: 'tsne';
  /** Neighbours that each passage has, in effect. */
  perplexity: number;
  iterations: number;
  seed: number;
}

export interface UmapProjection {
  type: 'umap';
  neighbours: number;
  /** How close passages may lie to one another on the map, 0 to 1. */
  minimumDistance: number;
  epochs: number;
  seed: number;
}

export const projectionStages = ['neighbours', 'layout'] as const;

export interface ProjectionProgress {
  /** First each passage's neighbours are found, then the layout is stepped. */
  stage: (typeof projectionStages)[number];
  done: number;
  total: number;
  /** As they are now, [rows, 2], a few times a second while the layout is stepped. */
  points?: Float32Array;
}

export interface Projected {
  /** [rows, 2] */
  points: Float32Array;
  /** It was kept with the run before, and nothing had to be computed. */
  wasKept: boolean;
  /** Kullback-Leibler divergence of a t-SNE. */
  divergence?: number;
  /** Why it could not be kept with the run. */
  notKept?: string;
}

/** Passages in groups, found among their bottleneck vectors. */
export interface PassageClusters {
  /** Cluster of each row; 0 is the largest. */
  clusterOf: Uint8Array;
  /** The words that tell each cluster from the others, the most telling first. */
  words: string[][];
  /** Mean simplified silhouette, -1 to 1, of the number of clusters chosen, and of all that were tried. */
  silhouette: number;
  tried: { count: number; silhouette: number }[];
}

/** What the map asks the compute process for. */
export interface MapMethods {
  project: { params: { run: string; projection: Projection }; progress: ProjectionProgress; result: Projected };
  clusterPassages: { params: { run: string }; progress: never; result: PassageClusters };
  /** Rows whose title, author or text hold every word of `text`, also as part of a word. */
  searchPassages: { params: { run: string; text: string }; progress: never; result: { rows: Int32Array } };
  /** A passage as it stood in its file when the run was trained. */
  passageText: { params: { run: string; row: number }; progress: never; result: { text: string } };
  /** The passages with these places on the map as a table: all, or some rows. */
  mapTable: { params: MapTableParams; progress: never; result: { csv: Uint8Array } };
}

export interface MapTableParams {
  run: string;
  /** [rows, 2] of all passages. */
  points: Float32Array;
  rows?: Int32Array;
}

/** Bounds of the parameters, both inclusive. */
export const projectionBounds = {
  perplexity: [2, 200],
  iterations: [50, 10_000],
  neighbours: [2, 200],
  minimumDistance: [0, 1],
  epochs: [10, 5000],
  seed: [0, 2 ** 31 - 1],
} as const;

const whole = (name: Exclude<keyof typeof projectionBounds, 'minimumDistance'>): Reader<number> =>
  wholeNumber(...projectionBounds[name]);

const share: Reader<number> = (value, where) => {
  const number = anyNumber(value, where);
  if (!(number >= 0 && number <= 1)) throw new MalformedMessage(`${where} must be a number from 0 to 1`);
  return number;
};

const readTsne = record<TsneProjection>(
  { type: oneOf('tsne'), perplexity: whole('perplexity'), iterations: whole('iterations'), seed: whole('seed') },
  {},
);
const readUmap = record<UmapProjection>(
  {
    type: oneOf('umap'),
    neighbours: whole('neighbours'),
    minimumDistance: share,
    epochs: whole('epochs'),
    seed: whole('seed'),
  },
  {},
);

export const readProjection: Reader<Projection> = (value, where) =>
  messageType(value) === 'tsne' ? readTsne(value, where) : readUmap(value, where);

const count = wholeNumber();
const noProgress: Reader<never> = (_, where) => {
  throw new MalformedMessage(`${where} does not belong to this method`);
};

/** What the payloads of the map's methods must look like. */
export const mapMethodReaders: {
  [M in keyof MapMethods]: {
    params: Reader<MapMethods[M]['params']>;
    progress: Reader<MapMethods[M]['progress']>;
    result: Reader<MapMethods[M]['result']>;
  };
} = {
  project: {
    params: record<MapMethods['project']['params']>({ run: text, projection: readProjection }, {}),
    progress: record<ProjectionProgress>(
      { stage: oneOf(...projectionStages), done: count, total: count },
      { points: arrayOf(Float32Array) },
    ),
    result: record<Projected>(
      { points: arrayOf(Float32Array), wasKept: truth },
      { divergence: anyNumber, notKept: text },
    ),
  },
  clusterPassages: {
    params: record<{ run: string }>({ run: text }, {}),
    progress: noProgress,
    result: record<PassageClusters>(
      {
        clusterOf: arrayOf(Uint8Array),
        words: listOf(listOf(text)),
        silhouette: anyNumber,
        tried: listOf(record<PassageClusters['tried'][number]>({ count, silhouette: anyNumber }, {})),
      },
      {},
    ),
  },
  searchPassages: {
    params: record<{ run: string; text: string }>({ run: text, text }, {}),
    progress: noProgress,
    result: record<{ rows: Int32Array }>({ rows: arrayOf(Int32Array) }, {}),
  },
  passageText: {
    params: record<{ run: string; row: number }>({ run: text, row: count }, {}),
    progress: noProgress,
    result: record<{ text: string }>({ text }, {}),
  },
  mapTable: {
    params: record<MapTableParams>({ run: text, points: arrayOf(Float32Array) }, { rows: arrayOf(Int32Array) }),
    progress: noProgress,
    result: record<{ csv: Uint8Array }>({ csv: arrayOf(Uint8Array) }, {}),
  },
};
