import { rowsOverlap, type PassageTable } from './passage-table.ts';

export interface PassageNeighbour {
  row: number;
  /** By the table's measure: the cosine, -1 to 1, where more is nearer; or the distance from 0 on, where less is. */
  value: number;
  /** It shares words with the passage that was asked about. */
  overlapping: boolean;
}

export interface SearchOptions {
  /** How many, at most. */
  count: number;
  /** The row asked about: it is left out, and those that share words with it. */
  asked?: number;
  /** Those that share words with it are kept, and marked. */
  withOverlapping?: boolean;
  /** Rows that are not to be found. */
  leaveOut?: ReadonlySet<number>;
}

/**
 * The rows nearest to a point, nearest first, ties by row; of rows that overlap one another only the nearest. Exact:
 * every row is looked at, in time proportional to rows x size.
 */
export function nearestPassages(table: PassageTable, point: Float32Array, options: SearchOptions): PassageNeighbour[] {
  const { count, asked, withOverlapping = false, leaveOut } = options;
  const isAsked = (row: number): boolean =>
    asked !== undefined && (row === asked || (!withOverlapping && rowsOverlap(table, row, asked)));
  // Each row taken can keep its neighbours in the poem out; where that was not enough, more are looked at.
  for (let wide = 3 * count + 8 + (leaveOut?.size ?? 0); ; wide *= 4) {
    const best = bestRows(table, point, Math.min(wide, table.rows));
    const found: PassageNeighbour[] = [];
    for (const { row, score } of best) {
      if (found.length === count) break;
      if (isAsked(row) || leaveOut?.has(row) || found.some((other) => rowsOverlap(table, row, other.row))) continue;
      const overlapping = asked !== undefined && rowsOverlap(table, row, asked);
      found.push({ row, value: valueOf(table, score), overlapping });
    }
    if (found.length === count || best.length === table.rows) return found;
  }
}

/** By the table's measure, between two points. */
export function compare(table: Pick<PassageTable, 'space'>, a: ArrayLike<number>, b: ArrayLike<number>): number {
  let score = 0;
  const cosine = table.space.measure === 'cosine';
  for (let d = 0; d < a.length; d++) score += cosine ? a[d]! * b[d]! : -((a[d]! - b[d]!) ** 2);
  return valueOf(table, score);
}

/** Scores are dot products, or squared distances with the sign turned: more is nearer. */
function valueOf({ space }: Pick<PassageTable, 'space'>, score: number): number {
  return space.measure === 'cosine' ? Math.max(-1, Math.min(1, score)) : Math.sqrt(Math.max(-score, 0));
}

interface ScoredRow {
  row: number;
  score: number;
}

/** The `count` rows of the largest scores, largest first, ties by row. */
function bestRows(table: PassageTable, point: Float32Array, count: number): ScoredRow[] {
  const { rows } = table;
  const scoreOf = scorer(table, point);
  if (count < rows / 4) {
    const kept = keepLargest(count, scoreOf);
    scan(table, point, kept);
    return kept.rows.sort(inOrder);
  }
  return Array.from({ length: rows }, (_, row) => ({ row, score: scoreOf(row) }))
    .sort(inOrder)
    .slice(0, count);
}

function inOrder(a: ScoredRow, b: ScoredRow): number {
  return b.score - a.score || a.row - b.row;
}

/** The score of a row, in single precision, so that rows as good as each other are so for everyone. */
function scorer({ points, size, space }: PassageTable, point: Float32Array): (row: number) => number {
  if (space.measure === 'cosine')
    return (row) => {
      let sum = 0;
      for (let d = 0, i = row * size; d < size; d++, i++) sum += points[i]! * point[d]!;
      return Math.fround(sum);
    };
  return (row) => {
    let sum = 0;
    for (let d = 0, i = row * size; d < size; d++, i++) sum -= (points[i]! - point[d]!) ** 2;
    return Math.fround(sum);
  };
}

/**
 * Offers every row that may be among the largest. It looks at a few numbers of each point first: with what is left of its
 * length they bound its score (Cauchy-Schwarz), and most rows need no more. Rounding is allowed for, so that the search
 * stays exact.
 */
function scan(table: PassageTable, point: Float32Array, kept: KeptRows): void {
  const { order, heads, rests } = headsOf(table);
  const head = Float64Array.from({ length: headWidth }, (_, i) => point[order[i] ?? -1] ?? 0);
  const rest = Math.hypot(...order.slice(headWidth).map((d) => point[d]!));
  const cosine = table.space.measure === 'cosine';
  const next = cosine ? nextByCosine : nextByDistance;
  const bound = (): number => (cosine ? kept.least - 1e-5 : -kept.least * (1 + 1e-5));
  for (let row = kept.begin; (row = next(heads, rests, head, rest, bound(), row)) < table.rows; row++) kept.offer(row);
}

/** The next row from `row` on whose cosine may be `least` or more; the number of rows where there is none. */
function nextByCosine(
  heads: Float32Array,
  rests: Float32Array,
  head: Float64Array,
  rest: number,
  least: number,
  row: number,
): number {
  const q0 = head[0]!,
    q1 = head[1]!,
    q2 = head[2]!,
    q3 = head[3]!,
    q4 = head[4]!,
    q5 = head[5]!,
    q6 = head[6]!,
    q7 = head[7]!,
    q8 = head[8]!,
    q9 = head[9]!,
    q10 = head[10]!,
    q11 = head[11]!;
  for (let i = row * headWidth; row < rests.length; row++, i += headWidth) {
    const first = heads[i]! * q0 + heads[i + 1]! * q1 + heads[i + 2]! * q2;
    const second = heads[i + 3]! * q3 + heads[i + 4]! * q4 + heads[i + 5]! * q5;
    const third = heads[i + 6]! * q6 + heads[i + 7]! * q7 + heads[i + 8]! * q8;
    const fourth = heads[i + 9]! * q9 + heads[i + 10]! * q10 + heads[i + 11]! * q11;
    if (first + second + (third + fourth) + rests[row]! * rest >= least) return row;
  }
  return row;
}

/** The next row from `row` on whose squared distance may be `most` or less: the numbers not looked at add no less than the difference of their lengths. */
function nextByDistance(
  heads: Float32Array,
  rests: Float32Array,
  head: Float64Array,
  rest: number,
  most: number,
  row: number,
): number {
  const q0 = head[0]!,
    q1 = head[1]!,
    q2 = head[2]!,
    q3 = head[3]!,
    q4 = head[4]!,
    q5 = head[5]!,
    q6 = head[6]!,
    q7 = head[7]!,
    q8 = head[8]!,
    q9 = head[9]!,
    q10 = head[10]!,
    q11 = head[11]!;
  for (let i = row * headWidth; row < rests.length; row++, i += headWidth) {
    const first = (heads[i]! - q0) ** 2 + (heads[i + 1]! - q1) ** 2 + (heads[i + 2]! - q2) ** 2;
    const second = (heads[i + 3]! - q3) ** 2 + (heads[i + 4]! - q4) ** 2 + (heads[i + 5]! - q5) ** 2;
    const third = (heads[i + 6]! - q6) ** 2 + (heads[i + 7]! - q7) ** 2 + (heads[i + 8]! - q8) ** 2;
    const fourth = (heads[i + 9]! - q9) ** 2 + (heads[i + 10]! - q10) ** 2 + (heads[i + 11]! - q11) ** 2;
    if (first + second + (third + fourth) + (rests[row]! - rest) ** 2 <= most) return row;
  }
  return row;
}

/**
 * Of 18 numbers that vary alike, 12 leave 4,000 of a million rows to be looked at whole (9 would leave 40,000), and more
 * would cost more than they spare.
 */
const headWidth = 12;

/** The numbers of each point that vary most, and the length of its others. */
interface Heads {
  /** Dimensions by falling spread. */
  order: number[];
  /** [rows, headWidth], 0 where there are fewer. */
  heads: Float32Array;
  /** [rows] */
  rests: Float32Array;
}

const knownHeads = new WeakMap<Float32Array, Heads>();

/** Made once for a table, in time proportional to rows x size; worth doing before somebody waits for it. */
export function headsOf({ points, rows, size }: PassageTable): Heads {
  const known = knownHeads.get(points);
  if (known) return known;
  const squares = new Float64Array(size);
  for (let i = 0, d = 0; i < points.length; i++, d = d + 1 === size ? 0 : d + 1) squares[d]! += points[i]! * points[i]!;
  const order = [...squares.keys()].sort((a, b) => squares[b]! - squares[a]!);
  const heads = new Float32Array(rows * headWidth);
  const rests = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let rest = 0;
    for (let i = 0; i < size; i++) {
      const x = points[row * size + order[i]!]!;
      if (i < headWidth) heads[row * headWidth + i] = x;
      else rest += x * x;
    }
    rests[row] = Math.sqrt(rest);
  }
  const made = { order, heads, rests };
  knownHeads.set(points, made);
  return made;
}

/** The rows of the largest scores so far, of equal ones those of the smaller rows. */
interface KeptRows {
  readonly rows: ScoredRow[];
  /** Rows before this one are kept already. */
  readonly begin: number;
  /** A row with a smaller score need not be offered. */
  readonly least: number;
  /** Rows are offered in their order. */
  offer(row: number): void;
}

/** Begins with the first `count` rows. */
function keepLargest(count: number, scoreOf: (row: number) => number): KeptRows {
  // A heap whose root is the worst of those kept: the smallest score, of equal ones the largest row.
  const heap: ScoredRow[] = Array.from({ length: count }, (_, row) => ({ row, score: scoreOf(row) }));
  const worse = (a: ScoredRow, b: ScoredRow): boolean => a.score < b.score || (a.score === b.score && a.row > b.row);
  const sink = (from: number): void => {
    const item = heap[from]!;
    let at = from;
    for (let child = 2 * at + 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && worse(heap[child + 1]!, heap[child]!)) child++;
      if (!worse(heap[child]!, item)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = item;
  };
  for (let i = count >> 1; i-- > 0;) sink(i);
  return {
    rows: heap,
    begin: count,
    get least() {
      return heap[0]!.score;
    },
    offer(row) {
      const score = scoreOf(row);
      if (score <= heap[0]!.score) return;
      heap[0] = { row, score };
      sink(0);
    },
  };
}
