const longestGram = 4;

/**
 * BLEU-4 (Papineni et al. 2002) of one sequence of token ids against one reference: the geometric mean of its clipped
 * n-gram precisions, n = 1 to 4, and the brevity penalty. Smoothed as by Lin and Och (2004), method 2 of Chen and
 * Cherry (2014): for n > 1 one is added to the matches and to the count, since short texts often match no 4-gram.
 */
export function bleu(decoded: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (decoded.length === 0) return 0;
  let logarithms = 0;
  for (let n = 1; n <= longestGram; n++) {
    const smoothing = n > 1 ? 1 : 0;
    const wanted = countGrams(reference, n);
    let matches = 0;
    for (const [gram, times] of countGrams(decoded, n)) matches += Math.min(times, wanted.get(gram) ?? 0);
    const count = Math.max(decoded.length - n + 1, 0);
    logarithms += Math.log((matches + smoothing) / (count + smoothing)) / longestGram;
  }
  const brevity = decoded.length < reference.length ? Math.exp(1 - reference.length / decoded.length) : 1;
  return brevity * Math.exp(logarithms);
}

function countGrams(ids: ArrayLike<number>, n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= ids.length; start++) {
    let gram = '';
    for (let i = 0; i < n; i++) gram += `${ids[start + i]!} `;
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
