import { nearestPassages, type PassageNeighbour } from '../passages/search.ts';
import type { PassageAt } from './passage-at.ts';

/** What of a passage says what is near to it. */
export type Compared = Pick<PassageAt, 'point' | 'row' | 'replaced'> & {
  explored: Pick<PassageAt['explored'], 'table'>;
};

/** The passages nearest to one, nearest first. Those that share words with it are left out, or kept and marked. */
export function nearestTo(passage: Compared, count: number, withOverlapping = false): PassageNeighbour[] {
  const { explored, point, row, replaced } = passage;
  const neighbours = nearestPassages(explored.table, point, {
    count,
    ...(row !== undefined && { asked: row }),
    withOverlapping,
    ...(withOverlapping ? {} : { leaveOut: replaced }),
  });
  return neighbours.map((found) => (replaced.has(found.row) ? { ...found, overlapping: true } : found));
}
