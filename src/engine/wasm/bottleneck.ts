import type { ModelSpecification } from '../../model/specification.ts';
import type { Arena, Floats } from './arena.ts';
import type { Context } from './context.ts';
import { addTo } from './encoder.ts';
import { matrix, transpose, type Matrix } from './matrix.ts';
import { createNormalization, type Normalization } from './normalization.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { ParameterBlock } from './parameter-block.ts';
import type { Shortcut } from './shortcut.ts';
import type { StepRandom } from '../step-random.ts';

/**
 * z = norm(W_p h + b_p), and from it the first states of each layer of the decoder, tanh(W_z z + b_z). A variational
 * one (Kingma and Welling 2014) takes that for the mean of a normal distribution, whose log-variance is W_v h + b_v, and
 * draws from it while training.
 */
export interface Bottleneck {
  /** Z */
  width: number;
  /** What a row is: the mean where z is drawn, else z itself; [rows, Z]. */
  mean: Floats;
  dMean: Floats;
  /** What the decoder reads, [rows, Z]. */
  z: Floats;
  dZ: Floats;
  normalization: Normalization;
  /**
   * Reads what the encoder hands over, [rows, pooledWidth], and fills each layer's first states, [rows, H]. Draws where
   * there is a generator to draw from.
   */
  forward(pooled: number, plan: BatchPlan, training: boolean, random: StepRandom | undefined): void;
  /** The last part of `forward`: fills the first states from what stands in `z`. */
  toFirstStates(rows: number): void;
  /** Before a backward pass: the gradients of mean and z are then the sum of what terms and decoder add. */
  clearGradients(): void;
  /** The divergence from the standard normal, of which `weight` times the gradient is added; 0 where nothing is drawn. */
  divergence(rows: number, weight: number): number;
  /** Takes the gradients of the first states, of mean and z, adds the weights', and fills that of what it read. */
  backward(pooled: number, dPooled: number, rows: number): void;
}

/** `width` is that of what the encoder hands over; `layers` are the decoder's. */
export function createBottleneck(
  context: Context,
  arena: Arena,
  { normalization: kind, variational }: ModelSpecification,
  width: number,
  layers: () => readonly { states: Floats; dStates: Floats }[],
  shortcut: Shortcut | undefined,
): Bottleneck {
  const { kernels, sizes, weights, gradients } = context;
  const { H, Z, maxRows } = sizes;
  const projected = arena.floats(maxRows * Z);
  const mean = arena.floats(maxRows * Z);
  const dMean = arena.floats(maxRows * Z);
  const [z, dZ, logVariance, dLogVariance] = variational
    ? ([0, 1, 2, 3].map(() => arena.floats(maxRows * Z)) as [Floats, Floats, Floats, Floats])
    : [mean, dMean];
  const drawn = new Float64Array(variational ? maxRows * Z : 0);
  const normalization = createNormalization(context, arena, kind);

  const projection = (block: ParameterBlock, name: string): Matrix =>
    matrix(block.address(`encoder.${name}.weight`), Z, width);
  /** The rows of a block's hidden projection that belong to a layer. */
  const hiddenRows = (block: ParameterBlock, layer: number): Matrix =>
    matrix(block.address('decoder.hidden_projection.weight') + layer * H * Z * 4, H, Z);
  const hiddenBias = (block: ParameterBlock, layer: number): number =>
    block.address('decoder.hidden_projection.bias') + layer * H * 4;

  const project = (name: string, pooled: number, to: Floats, rows: number): void => {
    kernels.fillRows(weights.address(`encoder.${name}.bias`), rows, Z, to.address, Z);
    context.multiply(
      matrix(to.address, rows, Z),
      matrix(pooled, rows, width),
      transpose(projection(weights, name)),
      true,
    );
  };
  const projectBack = (
    name: string,
    pooled: number,
    gradient: Floats,
    dPooled: number,
    rows: number,
    add: boolean,
  ): void => {
    const dProjection = matrix(gradient.address, rows, Z);
    const dBias = gradients.view(`encoder.${name}.bias`);
    for (let i = 0; i < rows; i++) addTo(dBias, gradient.view.subarray(i * Z, (i + 1) * Z));
    context.multiply(projection(gradients, name), transpose(dProjection), matrix(pooled, rows, width), true);
    context.multiply(matrix(dPooled, rows, width), dProjection, projection(weights, name), add);
  };

  const toFirstStates = (rows: number): void =>
    layers().forEach(({ states }, layer) => {
      kernels.fillRows(hiddenBias(weights, layer), rows, H, states.address, H);
      context.multiply(
        matrix(states.address, rows, H),
        matrix(z.address, rows, Z),
        transpose(hiddenRows(weights, layer)),
        true,
      );
      kernels.rnnForward(states.address, states.address, rows * H);
    });

  return {
    ...{ width: Z, mean, dMean, z, dZ, normalization },

    forward(pooled, plan, training, random) {
      const { rows } = plan;
      project('projection', pooled, projected, rows);
      shortcut?.encode(plan, projected);
      normalization.forward(projected.view, mean.view, rows, training);
      if (logVariance) {
        project('log_variance_projection', pooled, logVariance, rows);
        for (let i = 0; i < rows * Z; i++) {
          drawn[i] = random ? random.normal() : 0;
          z.view[i] = mean.view[i]! + drawn[i]! * Math.exp(logVariance.view[i]! / 2);
        }
      }
      toFirstStates(rows);
    },

    toFirstStates,

    clearGradients() {
      context.clear(dMean);
      context.clear(dZ);
      if (dLogVariance) context.clear(dLogVariance);
    },

    divergence(rows, weight) {
      if (!logVariance || !dLogVariance) return 0;
      let sum = 0;
      for (let i = 0; i < rows * Z; i++) {
        const [center, log] = [mean.view[i]!, logVariance.view[i]!];
        const variance = Math.exp(log);
        sum += (center * center + variance - 1 - log) / 2;
        dMean.view[i]! += (weight * center) / rows;
        dLogVariance.view[i]! += (weight * (variance - 1)) / (2 * rows);
      }
      return sum / rows;
    },

    backward(pooled, dPooled, rows) {
      layers().forEach(({ states, dStates }, layer) => {
        // In place: the gradient before the tanh takes the place of the one after it.
        kernels.rnnBackward(dStates.address, states.address, dStates.address, rows * H);
        kernels.sumRows(dStates.address, H, rows, H, hiddenBias(gradients, layer));
        const dHidden = matrix(dStates.address, rows, H);
        context.multiply(hiddenRows(gradients, layer), transpose(dHidden), matrix(z.address, rows, Z), true);
        context.multiply(matrix(dZ.address, rows, Z), dHidden, hiddenRows(weights, layer), true);
      });
      if (logVariance && dLogVariance)
        for (let i = 0; i < rows * Z; i++) {
          dMean.view[i]! += dZ.view[i]!;
          dLogVariance.view[i]! += (dZ.view[i]! * drawn[i]! * Math.exp(logVariance.view[i]! / 2)) / 2;
        }
      normalization.backward(dMean.view, rows);
      projectBack('projection', pooled, dMean, dPooled, rows, false);
      if (dLogVariance) projectBack('log_variance_projection', pooled, dLogVariance, dPooled, rows, true);
    },
  };
}
