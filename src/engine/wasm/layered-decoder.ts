import type { ModelSpecification } from '../../model/specification.ts';
import type { Arena } from './arena.ts';
import { positionsOf, stateAfter, type BatchPlan } from '../batch-plan.ts';
import type { Bottleneck } from './bottleneck.ts';
import { at, type Context } from './context.ts';
import { createLatentInput } from './decoder-input.ts';
import type { Decoder } from './decoder.ts';
import { matrix, multiplyPacked, packedLength, packInto, transpose, type Matrix } from './matrix.ts';
import { createFeedback, createOutputInput } from './output-feedback.ts';
import { createForcedTokens } from '../teacher-forcing.ts';
import { createPositionInput } from './position-input.ts';
import { createRecurrentLayer, lastStep } from './recurrent-layer.ts';
import { forRows, runningRows, type RowStretch } from './row-stretch.ts';

/**
 * The recurrent decoder in all shapes but the seed's: fed by the bottleneck vector at every step, by its own output, or
 * in part by the true words, with position vectors beside that, of one or two layers. Rows whose text has ended drop out.
 */
export function createLayeredDecoder(
  context: Context,
  arena: Arena,
  specification: ModelSpecification,
  bottleneck: Bottleneck,
): Decoder {
  const { team, sizes, weights, gradients } = context;
  const { D, H, Z, gates: gateWidth, inputs, maxRows, maxSteps } = sizes;
  const tokens = maxRows * maxSteps;
  const { layers: depth, positions: P, decoderInput } = specification;
  const layers = Array.from({ length: depth }, (_, level) =>
    createRecurrentLayer(context, arena, 'decoder.rnn', `l${level}`, false),
  );
  const first = layers[0]!;
  const top = layers.at(-1)!;
  const forced = decoderInput === 'words' ? createForcedTokens(tokens) : undefined;
  const others = decoderInput === 'latent' ? Z : D;
  const input =
    decoderInput === 'latent'
      ? createLatentInput(context, arena, bottleneck, others + P)
      : createOutputInput(context, arena, others + P, forced);
  const feedback = decoderInput === 'latent' ? undefined : createFeedback(context, arena, others + P, forced);
  const index = arena.integers(tokens);
  const position = arena.integers(tokens);
  const positions = P > 0 ? createPositionInput(context, arena, 'decoder', first, others, P) : undefined;
  const packedSecond = arena.floats(depth > 1 ? packedLength(Math.max(H, inputs), Math.max(H, inputs)) : 0);
  const secondWeight = (block: Context['weights']): Matrix => matrix(block.address(top.weight('ih')), inputs, H);
  const gatesOf = (layer: typeof first, plan: BatchPlan, t: number, { from }: RowStretch): number =>
    at(layer.gates, (plan.offsets[t]! + from) * gateWidth);

  return {
    layers,
    outputs: (plan) => at(top.states, plan.rows * H),
    dOutputs: (plan) => at(top.dStates, plan.rows * H),

    forward(plan, forcing) {
      forced?.draw(plan, forcing);
      input.fillTable(plan, first.bias());
      input.fillIndex(plan, index.view);
      first.loadInputs(plan, input.table.address, index.address);
      position.view.set(positionsOf(plan));
      positions?.forward(plan, position.address);
      feedback?.begin();
      for (const layer of layers) layer.begin(plan);
      const second =
        depth > 1 ? packInto(context.kernels, packedSecond.address, transpose(secondWeight(weights))) : undefined;
      const secondBias = depth > 1 ? top.bias() : undefined;

      forRows(team, plan.rows, (stretch) => {
        for (let t = 0; t <= lastStep(plan, stretch); t++) {
          const rows = runningRows(plan, t, stretch);
          if (t > 0) feedback?.forwardStep(plan, t, stretch, first.gates, top.states);
          first.forwardStep(plan, t, stretch);
          if (!second || !secondBias) continue;
          const gates = matrix(gatesOf(top, plan, t, stretch), rows, inputs, gateWidth);
          const below = matrix(at(first.states, (stateAfter(plan, t) + stretch.from) * H), rows, H);
          stretch.kernels.fillRows(secondBias.address, rows, gateWidth, gates.address, gateWidth);
          multiplyPacked(stretch.kernels, gates, below, second, true);
          top.forwardStep(plan, t, stretch);
        }
      });
    },

    backward(plan) {
      context.clear(top.dStates, plan.rows * H);
      if (depth > 1) first.clearGradients(plan);
      for (const layer of layers) layer.beginBackward();
      feedback?.beginBackward();
      const second = depth > 1 ? packInto(context.kernels, packedSecond.address, secondWeight(weights)) : undefined;
      forRows(team, plan.rows, (stretch) => {
        for (let t = lastStep(plan, stretch); t >= 0; t--) {
          const rows = runningRows(plan, t, stretch);
          if (second) {
            top.backwardStep(plan, t, stretch);
            const dGates = matrix(gatesOf(top, plan, t, stretch), rows, inputs, gateWidth);
            const dBelow = matrix(at(first.dStates, (stateAfter(plan, t) + stretch.from) * H), rows, H);
            multiplyPacked(stretch.kernels, dBelow, dGates, second, true);
          }
          first.backwardStep(plan, t, stretch);
          if (t > 0) feedback?.backwardStep(plan, t, stretch, first.gates, top.dStates);
        }
      });
      for (const layer of layers) layer.finishBackward(plan);
      if (depth > 1)
        context.multiply(
          secondWeight(gradients),
          transpose(matrix(top.gates.address, plan.tokens, inputs, gateWidth)),
          matrix(at(first.states, plan.rows * H), plan.tokens, H),
          true,
        );
      first.gatherGradients(plan, input.table, input.rows(plan), index.address);
      input.backward(plan);
      feedback?.finishBackward(plan, first.gates);
      positions?.backward(plan, position.address);
    },
  };
}
