/** The vectors found so far, in the order found, kept in pieces so that none is ever copied to make room. */
export interface FoundVectors {
  dimension: number;
  /** Indices of the wanted words found. */
  words: number[];
  /** Where the next vector goes; it stays there when `keep` is called. */
  room(): { piece: Float32Array; offset: number };
  keep(word: number): void;
  isFound(word: number): boolean;
  /** [vectorsInPiece, dimension] each, the last one with room left. */
  pieces: Float32Array[];
}

/** So many vectors fill a piece. */
export const vectorsInPiece = 1024;

export function createFoundVectors(wanted: number, dimension: number): FoundVectors {
  const words: number[] = [];
  const met = new Uint8Array(wanted);
  const pieces: Float32Array[] = [];
  const room = { piece: new Float32Array(0), offset: 0 };
  return {
    dimension,
    words,
    pieces,
    room: () => {
      const place = words.length % vectorsInPiece;
      if (place === 0 && pieces.length * vectorsInPiece === words.length) {
        room.piece = new Float32Array(vectorsInPiece * dimension);
        pieces.push(room.piece);
      }
      room.offset = place * dimension;
      return room;
    },
    keep: (word) => {
      met[word] = 1;
      words.push(word);
    },
    isFound: (word) => met[word] === 1,
  };
}

/** What was read of a vector file: some of its words, with their vectors. */
export interface FileVectors {
  dimension: number;
  words: readonly string[];
  /** [`vectorsInPiece`, dimension] each: the words' vectors in their order. */
  pieces: readonly Float32Array[];
  /** One line each, of what could not be read. */
  problems: readonly string[];
}
