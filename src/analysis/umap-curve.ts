/** How near two rows of a UMAP count as, by their distance x on the map: 1 / (1 + a x^(2b)). */
export interface UmapCurve {
  a: number;
  b: number;
}

const samples = 300;
/** Of the distances beyond the minimum; the reference's default, which sets the scale of the whole map. */
const spread = 1;

/**
 * The curve nearest, by least squares, to 1 up to `minimumDistance` and exp(minimumDistance - x) beyond it (McInnes,
 * Healy and Melville 2018, definition 11), found by Levenberg and Marquardt's method.
 */
export function fitUmapCurve(minimumDistance: number): UmapCurve {
  const xs = Array.from({ length: samples }, (_, i) => (3 * spread * (i + 1)) / samples);
  const wanted = xs.map((x) => (x < minimumDistance ? 1 : Math.exp(-(x - minimumDistance) / spread)));
  const errorOf = ({ a, b }: UmapCurve): number =>
    xs.reduce((sum, x, i) => sum + (1 / (1 + a * x ** (2 * b)) - wanted[i]!) ** 2, 0);
  let curve: UmapCurve = { a: 1, b: 1 };
  let error = errorOf(curve);
  let damping = 1e-3;
  for (let round = 0; round < 200; round++) {
    let [aa, ab, bb, ga, gb] = [0, 0, 0, 0, 0];
    xs.forEach((x, i) => {
      const power = x ** (2 * curve.b);
      const y = 1 / (1 + curve.a * power);
      const da = -y * y * power;
      const db = da * curve.a * 2 * Math.log(x);
      const rest = wanted[i]! - y;
      aa += da * da;
      ab += da * db;
      bb += db * db;
      ga += da * rest;
      gb += db * rest;
    });
    const [dampedA, dampedB] = [aa * (1 + damping), bb * (1 + damping)];
    const determinant = dampedA * dampedB - ab * ab;
    const next = {
      a: curve.a + (ga * dampedB - gb * ab) / determinant,
      b: curve.b + (gb * dampedA - ga * ab) / determinant,
    };
    const nextError = next.a > 0 && next.b > 0 ? errorOf(next) : Infinity;
    if (nextError < error) {
      const gained = error - nextError;
      [curve, error, damping] = [next, nextError, damping / 10];
      if (gained < 1e-14) break;
    } else damping *= 10;
  }
  return curve;
}
