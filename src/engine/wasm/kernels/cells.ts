import { one, sigmoid, tanh } from './activation';
import { madd, nmadd } from './simd';

// The recurrent cells, element by element, with PyTorch's formulas. `size` (the hidden size, rounded up to 4) is the
// width of a row of h; a row of gates is `size` times 1 (rnn), 4 (gru: r, z, input part of n, hidden part of n) or 4
// (lstm: i, f, g, o). Backward functions overwrite the gates with the gradients before the activations.

/** h = tanh(gates) over `count` elements. */
export function rnnForward(gates: usize, h: usize, count: i32): void {
  for (let i: usize = 0, end = (<usize>count) << 2; i < end; i += 16) v128.store(h + i, tanh(v128.load(gates + i)));
}

/** gates = dh (1 - h²) over `count` elements. */
export function rnnBackward(gates: usize, h: usize, dh: usize, count: i32): void {
  for (let i: usize = 0, end = (<usize>count) << 2; i < end; i += 16) {
    const value = v128.load(h + i);
    v128.store(gates + i, f32x4.mul(v128.load(dh + i), nmadd(value, value, one())));
  }
}

/** r, z = sigmoid; n = tanh(n_input + r n_hidden); h = (1 - z) n + z h_previous. Leaves r, z, n, n_hidden in gates. */
export function gruForward(gates: usize, previous: usize, h: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const r = sigmoid(v128.load(gates + i));
      const z = sigmoid(v128.load(gates + bytes + i));
      const hidden = v128.load(gates + 3 * bytes + i);
      const n = tanh(madd(r, hidden, v128.load(gates + 2 * bytes + i)));
      v128.store(gates + i, r);
      v128.store(gates + bytes + i, z);
      v128.store(gates + 2 * bytes + i, n);
      v128.store(h + i, madd(z, f32x4.sub(v128.load(previous + i), n), n));
    }
    gates += 4 * bytes; previous += bytes; h += bytes;
  }
}

/** Adds the direct path's part, dh z, to `dPrevious`. */
export function gruBackward(gates: usize, previous: usize, dh: usize, dPrevious: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < bytes; i += 16) {
      const r = v128.load(gates + i), z = v128.load(gates + bytes + i);
      const n = v128.load(gates + 2 * bytes + i), hidden = v128.load(gates + 3 * bytes + i);
      const d = v128.load(dh + i);
      const dn = f32x4.mul(f32x4.mul(d, f32x4.sub(one(), z)), nmadd(n, n, one()));
      const dz = f32x4.mul(d, f32x4.sub(v128.load(previous + i), n));
      v128.store(gates + i, f32x4.mul(f32x4.mul(dn, hidden), f32x4.mul(r, f32x4.sub(one(), r))));
      v128.store(gates + bytes + i, f32x4.mul(dz, f32x4.mul(z, f32x4.sub(one(), z))));
      v128.store(gates + 2 * bytes + i, dn);
      v128.store(gates + 3 * bytes + i, f32x4.mul(dn, r));
      v128.store(dPrevious + i, madd(d, z, v128.load(dPrevious + i)));
    }
    gates += 4 * bytes; previous += bytes; dh += bytes; dPrevious += bytes;
  }
}

/** i, f, o = sigmoid; g = tanh; c = f c_previous + i g; h = o tanh(c). Leaves the activations in gates. */
export function lstmForward(gates: usize, previousCell: usize, cell: usize, h: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    for (let k: usize = 0; k < bytes; k += 16) {
      const i = sigmoid(v128.load(gates + k)), f = sigmoid(v128.load(gates + bytes + k));
      const g = tanh(v128.load(gates + 2 * bytes + k)), o = sigmoid(v128.load(gates + 3 * bytes + k));
      const c = madd(f, v128.load(previousCell + k), f32x4.mul(i, g));
      v128.store(gates + k, i);
      v128.store(gates + bytes + k, f);
      v128.store(gates + 2 * bytes + k, g);
      v128.store(gates + 3 * bytes + k, o);
      v128.store(cell + k, c);
      v128.store(h + k, f32x4.mul(o, tanh(c)));
    }
    gates += 4 * bytes; previousCell += bytes; cell += bytes; h += bytes;
  }
}

/** `dCell` carries the cell state's gradient from the step after to the step before. */
export function lstmBackward(
  gates: usize, previousCell: usize, cell: usize, dh: usize, dCell: usize, rows: i32, size: i32,
): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    for (let k: usize = 0; k < bytes; k += 16) {
      const i = v128.load(gates + k), f = v128.load(gates + bytes + k);
      const g = v128.load(gates + 2 * bytes + k), o = v128.load(gates + 3 * bytes + k);
      const d = v128.load(dh + k), squashed = tanh(v128.load(cell + k));
      const dc = madd(f32x4.mul(d, o), nmadd(squashed, squashed, one()), v128.load(dCell + k));
      v128.store(gates + k, f32x4.mul(f32x4.mul(dc, g), f32x4.mul(i, f32x4.sub(one(), i))));
      v128.store(gates + bytes + k, f32x4.mul(f32x4.mul(dc, v128.load(previousCell + k)), f32x4.mul(f, f32x4.sub(one(), f))));
      v128.store(gates + 2 * bytes + k, f32x4.mul(f32x4.mul(dc, i), nmadd(g, g, one())));
      v128.store(gates + 3 * bytes + k, f32x4.mul(f32x4.mul(d, squashed), f32x4.mul(o, f32x4.sub(one(), o))));
      v128.store(dCell + k, f32x4.mul(dc, f));
    }
    gates += 4 * bytes; previousCell += bytes; cell += bytes; dh += bytes; dCell += bytes;
  }
}
