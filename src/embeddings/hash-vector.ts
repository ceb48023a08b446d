import { createRandom } from '../corpus/random.ts';

/** A normal vector of standard deviation `scale` that is always the same for the same token, written at `offset`. */
export function hashVector(token: string, dimension: number, scale: number, into: Float32Array, offset: number): void {
  const random = createRandom(fnv1a(token));
  for (let d = 0; d < dimension; d++) into[offset + d] = scale * random.normal();
}

/** FNV-1a over UTF-16 code units, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
