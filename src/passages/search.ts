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
  const scores = scoreRows(table, point);
  const isAsked = (row: number): boolean =>
    asked !== undefined && (row === asked || (!withOverlapping && rowsOverlap(table, row, asked)));
  // Each row taken can keep its neighbours in the poem out; where that was not enough, more are looked at.
  for (let wide = 3 * count + 8 + (leaveOut?.size ?? 0); ; wide *= 4) {
    const best = largest(scores, wide);
    const found: PassageNeighbour[] = [];
    for (const row of best) {
      if (found.length === count) break;
      if (isAsked(row) || leaveOut?.has(row) || found.some((other) => rowsOverlap(table, row, other.row))) continue;
      const overlapping = asked !== undefined && rowsOverlap(table, row, asked);
      found.push({ row, value: valueOf(table, scores[row]!), overlapping });
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

function scoreRows({ points, rows, size, space }: PassageTable, point: Float32Array): Float32Array {
  const scores = new Float32Array(rows);
  const even = size - (size % 2);
  if (space.measure === 'cosine')
    for (let row = 0, i = 0; row < rows; row++) {
      let [first, second] = [0, 0];
      let d = 0;
      for (; d < even; d += 2, i += 2) {
        first += points[i]! * point[d]!;
        second += points[i + 1]! * point[d + 1]!;
      }
      if (d < size) first += points[i++]! * point[d]!;
      scores[row] = first + second;
    }
  else
    for (let row = 0, i = 0; row < rows; row++) {
      let sum = 0;
      for (let d = 0; d < size; d++, i++) {
        const difference = points[i]! - point[d]!;
        sum -= difference * difference;
      }
      scores[row] = sum;
    }
  return scores;
}

/** Places of the largest values, largest first, ties by place. */
function largest(values: Float32Array, count: number): number[] {
  if (count >= values.length / 4)
    return [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b).slice(0, count);
  // A heap whose root is the worst of those kept: the last in order.
  const heap = new Int32Array(count);
  const worse = (a: number, b: number): boolean => values[a]! < values[b]! || (values[a] === values[b] && a > b);
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
  for (let i = 0; i < count; i++) heap[i] = i;
  for (let i = count >> 1; i-- > 0;) sink(i);
  let least = values[heap[0]!]!;
  for (let i = count; i < values.length; i++) {
    if (values[i]! <= least) continue;
    heap[0] = i;
    sink(0);
    least = values[heap[0]!]!;
  }
  return [...heap].sort((a, b) => values[b]! - values[a]! || a - b);
}
