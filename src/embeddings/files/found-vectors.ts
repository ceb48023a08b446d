/** Where each word's vector lies: in `pieces[i]` from `offsets[i]` on, for the i-th word. Many lie in one piece. */
export interface VectorPlaces {
  pieces: Float32Array[];
  offsets: number[];
}

/** The vectors found so far, in the order found. None is ever copied to make room. */
export interface FoundVectors extends VectorPlaces {
  dimension: number;
  /** Indices of the wanted words found. */
  words: number[];
  /** Where the next vector goes that is read here; it stays there when `keep` is called. */
  room(): { piece: Float32Array; offset: number };
  keep(word: number): void;
  /** Keeps a vector where it lies. */
  keepAt(word: number, piece: Float32Array, offset: number): void;
  isFound(word: number): boolean;
}

/** So many vectors fill a piece. */
export const vectorsInPiece = 1024;

export function createFoundVectors(wanted: number, dimension: number): FoundVectors {
  const words: number[] = [];
  const met = new Uint8Array(wanted);
  const pieces: Float32Array[] = [];
  const offsets: number[] = [];
  let room = { piece: new Float32Array(0), offset: 0 };
  const keepAt: FoundVectors['keepAt'] = (word, piece, offset) => {
    met[word] = 1;
    words.push(word);
    pieces.push(piece);
    offsets.push(offset);
  };
  return {
    ...{ dimension, words, pieces, offsets, keepAt },
    room: () => {
      if (room.offset === room.piece.length) room = { piece: new Float32Array(vectorsInPiece * dimension), offset: 0 };
      return room;
    },
    keep: (word) => {
      keepAt(word, room.piece, room.offset);
      room.offset += dimension;
    },
    isFound: (word) => met[word] === 1,
  };
}

/** What was read of a vector file: some of its words, with their vectors. */
export interface FileVectors extends Readonly<VectorPlaces> {
  dimension: number;
  words: readonly string[];
  /** One line each, of what could not be read. */
  problems: readonly string[];
}
