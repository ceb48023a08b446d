import { reducedMotion } from '../shared/theme.ts';

/**
 * Points, [rows, 2], brought to one frame, so that layouts of any scale can be walked between: the mean in the middle,
 * the furthest coordinate 1 away from it.
 */
export function inFrame(points: Float32Array): Float32Array {
  const rows = points.length / 2;
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += points[i]! / rows;
    y += points[i + 1]! / rows;
  }
  let reach = 0;
  for (let i = 0; i < points.length; i += 2)
    reach = Math.max(reach, Math.abs(points[i]! - x), Math.abs(points[i + 1]! - y));
  const scale = reach > 0 ? 1 / reach : 1;
  return points.map((value, i) => (value - (i % 2 === 0 ? x : y)) * scale);
}

/** Points on the move from where they are to where they are to be. */
export interface MovingPoints {
  /** Where they are now; the same array for as long as there are as many. */
  readonly points: Float32Array;
  /** Moves them within some milliseconds; at once where there is nothing to move, or a person wants no motion. */
  moveTo(target: Float32Array, milliseconds: number): void;
}

export function movingPoints(first: Float32Array, moved: () => void): MovingPoints {
  const points = first.slice();
  let walk = 0;
  return {
    points,
    moveTo(target, milliseconds) {
      const own = ++walk;
      if (milliseconds === 0 || reducedMotion()) {
        points.set(target);
        moved();
        return;
      }
      const from = points.slice();
      const started = performance.now();
      const step = (): void => {
        // Another target has been given meanwhile.
        if (walk !== own) return;
        const share = Math.min(1, (performance.now() - started) / milliseconds);
        for (let i = 0; i < points.length; i++) points[i] = from[i]! + (target[i]! - from[i]!) * share;
        moved();
        if (share < 1) requestAnimationFrame(step);
      };
      step();
    },
  };
}
