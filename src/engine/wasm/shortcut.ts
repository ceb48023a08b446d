import type { Tensor, TensorMap } from '../../model/parameters.ts';
import { shortcutShapes, type ModelSpecification } from '../../model/specification.ts';
import type { Arena, Floats } from './arena.ts';
import type { BatchPlan } from './batch-plan.ts';
import { at, type Context } from './context.ts';
import { matrix, transpose, type Matrix } from './matrix.ts';

/**
 * A fixed linear autoencoder beside the recurrent one, which learns what it leaves, as in a residual network (He et al.
 * 2016): the bottleneck's projection gains the sum over t of E_t' (x_t - centre), the output of step t gains L_t z. The
 * decoder still sees nothing but z.
 */
export interface Shortcut {
  write(parameters: TensorMap): void;
  read(): TensorMap;
  /** Adds to the rows' projections, [rows, Z]. It reads what the encoder reads, noise and all. */
  encode(plan: BatchPlan, projection: Floats): void;
  /** Adds to the outputs of the valid tokens, compact, [tokens, D]. */
  decode(plan: BatchPlan, z: Floats, outputs: Floats): void;
  /** Adds the gradient that reaches z from that of the outputs. */
  backward(plan: BatchPlan, dOutputs: Floats, dZ: Floats): void;
}

export function createShortcut(context: Context, arena: Arena, specification: ModelSpecification): Shortcut {
  const { kernels, sizes } = context;
  const { D, Z, maxRows, maxSteps } = sizes;
  const shapes = shortcutShapes(specification);
  const tensors = shapes.map(([name, shape]) => {
    const buffer = arena.floats(shape.reduce((product, n) => product * n, 1));
    return { name, shape, buffer };
  });
  const [centre, encoder, decoder] = tensors.map(({ buffer }) => buffer) as [Floats, Floats, Floats];
  const minusCentre = arena.floats(D);
  const words = arena.floats(maxRows * maxSteps * D);

  const encoderAt = (t: number): Matrix => matrix(at(encoder, t * D * Z), D, Z);
  const decoderAt = (t: number): Matrix => matrix(at(decoder, t * D * Z), D, Z);
  /** Rows of step t in a compact buffer; the rows still running are the first ones. */
  const tokensAt = (plan: BatchPlan, t: number, buffer: Floats): Matrix =>
    matrix(at(buffer, plan.offsets[t]! * D), plan.active[t]!, D);
  const rowsAt = (plan: BatchPlan, t: number, buffer: Floats): Matrix => matrix(buffer.address, plan.active[t]!, Z);

  return {
    write(parameters) {
      for (const { name, buffer } of tensors) buffer.view.set(parameters.get(name)!.data);
      minusCentre.view.set(centre.view.map((x) => -x));
    },

    read: () =>
      new Map(tensors.map(({ name, shape, buffer }): [string, Tensor] => [name, { shape, data: buffer.view.slice() }])),

    encode(plan, projection) {
      kernels.gatherRows(context.reading.address, context.readWords.address, plan.tokens, D, words.address, D);
      kernels.addToRows(minusCentre.address, plan.tokens, D, words.address, D);
      for (let t = 0; t < plan.steps && plan.active[t]! > 0; t++)
        context.multiply(rowsAt(plan, t, projection), tokensAt(plan, t, words), encoderAt(t), true);
    },

    decode(plan, z, outputs) {
      for (let t = 0; t < plan.steps && plan.active[t]! > 0; t++)
        context.multiply(tokensAt(plan, t, outputs), rowsAt(plan, t, z), transpose(decoderAt(t)), true);
    },

    backward(plan, dOutputs, dZ) {
      for (let t = 0; t < plan.steps && plan.active[t]! > 0; t++)
        context.multiply(rowsAt(plan, t, dZ), tokensAt(plan, t, dOutputs), decoderAt(t), true);
    },
  };
}
