import type { Cell } from '../../../model/specification.ts';
import { gateLayouts } from '../../gate-layouts.ts';

/**
 * A cell in WGSL, for one place j of the hidden state of one row at one step. `Gates` is one number, or a vector of four,
 * by the blocks of gate-layouts.ts.
 */
export interface CellShader {
  /** How many numbers a place leaves for the backward pass, by `kept` there. */
  kept: number;
  /** Whether it has a cell state beside the hidden one: `memory[j]`. */
  hasMemory: boolean;
  /** From `gates` and the state before, `previous`: sets `hidden`. */
  forward: string;
  /**
   * From the gradient of the hidden state, `dHidden`, in `memory` that of the cell state, and what was kept: sets
   * `dGates`, and `direct`, what reaches the state before without passing the gates.
   */
  backward: string;
}

/** PyTorch's formulas, and the chain rule through them. */
export const cellShaders: Record<Cell, CellShader> = {
  rnn: {
    kept: 0,
    hasMemory: false,
    forward: 'hidden = squash(gates);',
    backward: 'dGates = dHidden * (1.0 - hidden * hidden);',
  },
  gru: {
    kept: 4,
    hasMemory: false,
    forward: `
      let r = gate(gates.x);
      let z = gate(gates.y);
      let n = squash(gates.z + r * gates.w);
      hidden = n + z * (previous - n);
      keep(kept, vec4<f32>(r, z, n, gates.w));`,
    backward: `
      let r = saved[kept];
      let z = saved[kept + H];
      let n = saved[kept + 2 * H];
      let dCandidate = dHidden * (1.0 - z) * (1.0 - n * n);
      dGates = vec4<f32>(
        dCandidate * saved[kept + 3 * H] * r * (1.0 - r),
        dHidden * (previous - n) * z * (1.0 - z),
        dCandidate,
        dCandidate * r);
      direct = dHidden * z;`,
  },
  lstm: {
    kept: 5,
    hasMemory: true,
    forward: `
      let i = gate(gates.x);
      let f = gate(gates.y);
      let g = squash(gates.z);
      let o = gate(gates.w);
      let cell = f * memory[j] + i * g;
      memory[j] = cell;
      hidden = o * squash(cell);
      keep(kept, vec4<f32>(i, f, g, o));
      result[kept + 4 * H] = cell;`,
    backward: `
      let i = saved[kept];
      let f = saved[kept + H];
      let g = saved[kept + 2 * H];
      let o = saved[kept + 3 * H];
      let squashed = squash(saved[kept + 4 * H]);
      var before = 0.0;
      if (t > 0) { before = saved[kept + 4 * H - rows * KEPT * H]; }
      let dCell = memory[j] + dHidden * o * (1.0 - squashed * squashed);
      dGates = vec4<f32>(
        dCell * g * i * (1.0 - i),
        dCell * before * f * (1.0 - f),
        dCell * i * (1.0 - g * g),
        dHidden * squashed * o * (1.0 - o));
      memory[j] = dCell * f;`,
  },
};

/** What both passes begin with: the sizes, which are part of the program, and the activations. */
export function scanPrelude(cell: Cell, H: number, threads: number): string {
  const { blocks } = gateLayouts[cell];
  const { kept, hasMemory } = cellShaders[cell];
  return `
    const H = ${H};
    const THREADS = ${threads};
    const BLOCKS = ${blocks};
    const KEPT = ${kept};
    alias Gates = ${blocks === 1 ? 'f32' : `vec${blocks}<f32>`};
    ${hasMemory ? `var<workgroup> memory: array<f32, H>;` : ''}

    // Not the built-in tanh, which is not a number for large arguments on some drivers.
    fn squash(x: f32) -> f32 {
      let e = exp(-2.0 * abs(x));
      return sign(x) * (1.0 - e) / (1.0 + e);
    }
    // The logistic function; the exponential never overflows.
    fn gate(x: f32) -> f32 {
      let e = exp(-abs(x));
      return select(e, 1.0, x >= 0.0) / (1.0 + e);
    }`;
}
