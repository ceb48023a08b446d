import { one, sigmoid, tanh } from './activation';
import { madd, nmadd } from './simd';

// The recurrent cells, element by element, with PyTorch's formulas. `size` (the hidden size, rounded up to 8) is the
// width of a row of h; a row of gates is `size` times 1 (rnn), 4 (gru: r, z, input part of n, hidden part of n) or 4
// (lstm: i, f, g, o). Backward functions overwrite the gates with the gradients before the activations. Two vectors go
// side by side, read before anything is written and written one after the other, as V8 needs it to pair them.

/** h = tanh(gates) over `count` elements. */
export function rnnForward(gates: usize, h: usize, count: i32): void {
  for (let i: usize = 0, end = (<usize>count) << 2; i < end; i += 32) {
    const a = tanh(v128.load(gates + i)), b = tanh(v128.load(gates + i, 16));
    v128.store(h + i, a); v128.store(h + i, b, 16);
  }
}

/** gates = dh (1 - h²) over `count` elements. */
export function rnnBackward(gates: usize, h: usize, dh: usize, count: i32): void {
  for (let i: usize = 0, end = (<usize>count) << 2; i < end; i += 32) {
    const a = v128.load(h + i), b = v128.load(h + i, 16);
    const da = f32x4.mul(v128.load(dh + i), nmadd(a, a, one())), db = f32x4.mul(v128.load(dh + i, 16), nmadd(b, b, one()));
    v128.store(gates + i, da); v128.store(gates + i, db, 16);
  }
}

/** r, z = sigmoid; n = tanh(n_input + r n_hidden); h = (1 - z) n + z h_previous. Leaves r, z, n, n_hidden in gates. */
export function gruForward(gates: usize, previous: usize, h: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    const rs = gates, zs = rs + bytes, ns = zs + bytes, hiddens = ns + bytes;
    for (let i: usize = 0; i < bytes; i += 32) {
      const hidden1 = v128.load(hiddens + i), hidden2 = v128.load(hiddens + i, 16);
      const before1 = v128.load(previous + i), before2 = v128.load(previous + i, 16);
      const r1 = sigmoid(v128.load(rs + i)), r2 = sigmoid(v128.load(rs + i, 16));
      const z1 = sigmoid(v128.load(zs + i)), z2 = sigmoid(v128.load(zs + i, 16));
      const n1 = tanh(madd(r1, hidden1, v128.load(ns + i))), n2 = tanh(madd(r2, hidden2, v128.load(ns + i, 16)));
      const h1 = madd(z1, f32x4.sub(before1, n1), n1), h2 = madd(z2, f32x4.sub(before2, n2), n2);
      v128.store(rs + i, r1); v128.store(rs + i, r2, 16);
      v128.store(zs + i, z1); v128.store(zs + i, z2, 16);
      v128.store(ns + i, n1); v128.store(ns + i, n2, 16);
      v128.store(h + i, h1); v128.store(h + i, h2, 16);
    }
    gates += 4 * bytes; previous += bytes; h += bytes;
  }
}

/** Adds the direct path's part, dh z, to `dPrevious`. */
export function gruBackward(gates: usize, previous: usize, dh: usize, dPrevious: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    const rs = gates, zs = rs + bytes, ns = zs + bytes, hiddens = ns + bytes;
    for (let i: usize = 0; i < bytes; i += 32) {
      const r1 = v128.load(rs + i), r2 = v128.load(rs + i, 16), z1 = v128.load(zs + i), z2 = v128.load(zs + i, 16);
      const n1 = v128.load(ns + i), n2 = v128.load(ns + i, 16);
      const d1 = v128.load(dh + i), d2 = v128.load(dh + i, 16);
      const before1 = v128.load(previous + i), before2 = v128.load(previous + i, 16);
      const dn1 = f32x4.mul(f32x4.mul(d1, f32x4.sub(one(), z1)), nmadd(n1, n1, one()));
      const dn2 = f32x4.mul(f32x4.mul(d2, f32x4.sub(one(), z2)), nmadd(n2, n2, one()));
      const dr1 = f32x4.mul(f32x4.mul(dn1, v128.load(hiddens + i)), f32x4.mul(r1, f32x4.sub(one(), r1)));
      const dr2 = f32x4.mul(f32x4.mul(dn2, v128.load(hiddens + i, 16)), f32x4.mul(r2, f32x4.sub(one(), r2)));
      const dz1 = f32x4.mul(f32x4.mul(d1, f32x4.sub(before1, n1)), f32x4.mul(z1, f32x4.sub(one(), z1)));
      const dz2 = f32x4.mul(f32x4.mul(d2, f32x4.sub(before2, n2)), f32x4.mul(z2, f32x4.sub(one(), z2)));
      const direct1 = madd(d1, z1, v128.load(dPrevious + i)), direct2 = madd(d2, z2, v128.load(dPrevious + i, 16));
      const dHidden1 = f32x4.mul(dn1, r1), dHidden2 = f32x4.mul(dn2, r2);
      v128.store(rs + i, dr1); v128.store(rs + i, dr2, 16);
      v128.store(zs + i, dz1); v128.store(zs + i, dz2, 16);
      v128.store(ns + i, dn1); v128.store(ns + i, dn2, 16);
      v128.store(hiddens + i, dHidden1); v128.store(hiddens + i, dHidden2, 16);
      v128.store(dPrevious + i, direct1); v128.store(dPrevious + i, direct2, 16);
    }
    gates += 4 * bytes; previous += bytes; dh += bytes; dPrevious += bytes;
  }
}

/** i, f, o = sigmoid; g = tanh; c = f c_previous + i g; h = o tanh(c). Leaves the activations in gates. */
export function lstmForward(gates: usize, previousCell: usize, cell: usize, h: usize, rows: i32, size: i32): void {
  const bytes = (<usize>size) << 2;
  for (let row = 0; row < rows; row++) {
    const is = gates, fs = is + bytes, gs = fs + bytes, os = gs + bytes;
    for (let k: usize = 0; k < bytes; k += 32) {
      const before1 = v128.load(previousCell + k), before2 = v128.load(previousCell + k, 16);
      const i1 = sigmoid(v128.load(is + k)), i2 = sigmoid(v128.load(is + k, 16));
      const f1 = sigmoid(v128.load(fs + k)), f2 = sigmoid(v128.load(fs + k, 16));
      const g1 = tanh(v128.load(gs + k)), g2 = tanh(v128.load(gs + k, 16));
      const o1 = sigmoid(v128.load(os + k)), o2 = sigmoid(v128.load(os + k, 16));
      const c1 = madd(f1, before1, f32x4.mul(i1, g1)), c2 = madd(f2, before2, f32x4.mul(i2, g2));
      const h1 = f32x4.mul(o1, tanh(c1)), h2 = f32x4.mul(o2, tanh(c2));
      v128.store(is + k, i1); v128.store(is + k, i2, 16);
      v128.store(fs + k, f1); v128.store(fs + k, f2, 16);
      v128.store(gs + k, g1); v128.store(gs + k, g2, 16);
      v128.store(os + k, o1); v128.store(os + k, o2, 16);
      v128.store(cell + k, c1); v128.store(cell + k, c2, 16);
      v128.store(h + k, h1); v128.store(h + k, h2, 16);
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
    const is = gates, fs = is + bytes, gs = fs + bytes, os = gs + bytes;
    for (let k: usize = 0; k < bytes; k += 32) {
      const i1 = v128.load(is + k), i2 = v128.load(is + k, 16), f1 = v128.load(fs + k), f2 = v128.load(fs + k, 16);
      const g1 = v128.load(gs + k), g2 = v128.load(gs + k, 16), o1 = v128.load(os + k), o2 = v128.load(os + k, 16);
      const d1 = v128.load(dh + k), d2 = v128.load(dh + k, 16);
      const before1 = v128.load(previousCell + k), before2 = v128.load(previousCell + k, 16);
      const squashed1 = tanh(v128.load(cell + k)), squashed2 = tanh(v128.load(cell + k, 16));
      const dc1 = madd(f32x4.mul(d1, o1), nmadd(squashed1, squashed1, one()), v128.load(dCell + k));
      const dc2 = madd(f32x4.mul(d2, o2), nmadd(squashed2, squashed2, one()), v128.load(dCell + k, 16));
      const di1 = f32x4.mul(f32x4.mul(dc1, g1), f32x4.mul(i1, f32x4.sub(one(), i1)));
      const di2 = f32x4.mul(f32x4.mul(dc2, g2), f32x4.mul(i2, f32x4.sub(one(), i2)));
      const df1 = f32x4.mul(f32x4.mul(dc1, before1), f32x4.mul(f1, f32x4.sub(one(), f1)));
      const df2 = f32x4.mul(f32x4.mul(dc2, before2), f32x4.mul(f2, f32x4.sub(one(), f2)));
      const dg1 = f32x4.mul(f32x4.mul(dc1, i1), nmadd(g1, g1, one()));
      const dg2 = f32x4.mul(f32x4.mul(dc2, i2), nmadd(g2, g2, one()));
      const do1 = f32x4.mul(f32x4.mul(d1, squashed1), f32x4.mul(o1, f32x4.sub(one(), o1)));
      const do2 = f32x4.mul(f32x4.mul(d2, squashed2), f32x4.mul(o2, f32x4.sub(one(), o2)));
      const carried1 = f32x4.mul(dc1, f1), carried2 = f32x4.mul(dc2, f2);
      v128.store(is + k, di1); v128.store(is + k, di2, 16);
      v128.store(fs + k, df1); v128.store(fs + k, df2, 16);
      v128.store(gs + k, dg1); v128.store(gs + k, dg2, 16);
      v128.store(os + k, do1); v128.store(os + k, do2, 16);
      v128.store(dCell + k, carried1); v128.store(dCell + k, carried2, 16);
    }
    gates += 4 * bytes; previousCell += bytes; cell += bytes; dh += bytes; dCell += bytes;
  }
}
