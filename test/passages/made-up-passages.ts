import { createRandom } from '../../src/corpus/random.ts';
import { pointOf, type Comparison, type PassageTable } from '../../src/passages/passage-table.ts';
import { passageTensors, readPassages, type PassageContent } from '../../src/passages/stored-passages.ts';

/** The content of a table of `poems` poems with `chunks` chunks each; a chunk has 5 lines, and shares one with the next. */
export function madeUpContent(
  poems: number,
  chunks: number,
  size: number,
  comparison: Comparison = { measure: 'cosine', whitened: false },
  seed = 1,
): PassageContent {
  const random = createRandom(seed);
  const rows = poems * chunks;
  const space = { ...comparison, centre: Float32Array.from({ length: size }, () => random.normal() * 0.1) };
  const points = new Float32Array(rows * size);
  const vector = new Float32Array(size);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < size; d++) vector[d] = random.normal();
    points.set(pointOf(space, vector), row * size);
  }
  const column = (value: (index: number) => number): Int32Array =>
    Int32Array.from({ length: rows }, (_, row) => value(row % chunks));
  return {
    space,
    points,
    plane: Float32Array.from({ length: rows * 2 }, () => random.normal()),
    planeVariance: [0.5, 0.25],
    tokenStart: column((index) => index * 40),
    tokenEnd: column((index) => index * 40 + 50),
    startLine: column((index) => 2 + index * 4),
    startCharacter: column(() => 0),
    endLine: column((index) => 2 + index * 4 + 4),
    endCharacter: column(() => 10),
    split: Uint8Array.from({ length: rows }, (_, row) => row % 3),
    cosine: Float32Array.from({ length: rows }, () => random.normal() * 0.1 + 0.5),
    mse: Float32Array.from({ length: rows }, () => Math.abs(random.normal())),
    poems: Array.from({ length: poems }, (_, poem) => ({
      file: `poet-${poem % 7}/${poem}.txt`,
      title: `Poem ${poem}`,
      author: `Poet ${poem % 7}`,
      firstRow: poem * chunks,
      rows: chunks,
    })),
    lineHashes: new Map(),
    rootFromRun: '../../..',
    openings: (function* () {
      for (let row = 0; row < rows; row++) yield `opening of ${row} – with a dash`;
    })(),
  };
}

/** The table, as it is read back. */
export function madeUpTable(...parameters: Parameters<typeof madeUpContent>): PassageTable {
  const content = madeUpContent(...parameters);
  return readPassages(passageTensors(content), content.points.length / parameters[2], parameters[2]);
}
