/** [steps, width]: sin(t / 10000^(k / width)) for even k, and the cosine of the same for the odd one after it. */
export function sinusoids(steps: number, width: number): Float32Array {
  return Float32Array.from({ length: steps * width }, (_, i) => {
    const k = i % width;
    const angle = Math.floor(i / width) / 10000 ** ((k - (k % 2)) / width);
    return k % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
