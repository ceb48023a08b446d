import { directionSuffixes } from '../../model/parameters.ts';
import type { ModelSpecification } from '../../model/specification.ts';
import type { Arena, Floats, Integers } from './arena.ts';
import { positionsOf, reversedPlaces, stateAfter, type BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import type { Encoder } from './encoder.ts';
import { matrix, transpose, type Matrix } from './matrix.ts';
import { addToRows, fillRows } from './shared-rows.ts';
import { createPooling } from './pooling.ts';
import { createPositionInput, type PositionInput } from './position-input.ts';
import { createWordProducts, type WordProducts } from './word-products.ts';
import { createRecurrentLayer, runLayer, runLayerBackward, type RecurrentLayer } from './recurrent-layer.ts';

/** One direction of one layer. */
interface Direction {
  layer: RecurrentLayer;
  reverse: boolean;
  states: Floats;
  dStates: Floats;
  /** What it reads, by distinct word or (second layer) by token, times the input weights, [.., inputs]. */
  table: Floats;
  /** Of a first layer. */
  wordProducts: WordProducts | undefined;
  /** Row of `table` that each step reads, compact in the order of the direction. */
  index: Integers;
  positions: PositionInput | undefined;
  /** The states in the order of the text, compact, [tokens, H], and their gradients, where another layer reads them. */
  inOrder: Floats | undefined;
  dInOrder: Floats | undefined;
}

/**
 * The recurrent encoder in all shapes but the seed's: one or two directions (Schuster and Paliwal 1997), one or two
 * layers, with position vectors beside the words, pooled as the specification says. It stops at the end of each row;
 * the backward direction begins there.
 */
export function createLayeredEncoder(context: Context, arena: Arena, specification: ModelSpecification): Encoder {
  const { kernels, team, sizes, weights, gradients } = context;
  const { D, H, inputs, maxRows, maxSteps, vocabulary } = sizes;
  const tokens = maxRows * maxSteps;
  const { layers: depth, directions: ways, positions: P } = specification;
  const layers = Array.from({ length: depth }, (_, level) =>
    directionSuffixes(ways).map((suffix): Direction => {
      const layer = createRecurrentLayer(context, arena, 'encoder.rnn', `l${level}${suffix}`, true);
      const reverse = suffix !== '';
      const isRead = level + 1 < depth;
      return {
        ...{ layer, reverse, states: layer.states, dStates: layer.dStates },
        table: arena.floats((tokens + 1) * inputs),
        wordProducts: level === 0 ? createWordProducts(context, arena, inputs, vocabulary) : undefined,
        index: arena.integers(tokens),
        positions: level === 0 && P > 0 ? createPositionInput(context, arena, 'encoder', layer, D, P) : undefined,
        // In one direction the states are in order as they are.
        inOrder: isRead && reverse ? arena.floats(tokens * H) : undefined,
        dInOrder: isRead ? arena.floats(tokens * H) : undefined,
      };
    }),
  );
  const top = layers.at(-1)!;
  const pooling = createPooling(context, arena, specification, top);
  const identity = arena.integers(tokens);
  const reversed = arena.integers(tokens);
  const position = arena.integers(tokens);
  const reversedPosition = arena.integers(tokens);

  /** The columns of a first layer's input weights that read words. */
  const wordColumns = (block: number): Matrix => matrix(block, inputs, D, D + P);
  /** The columns of a second layer's that read one direction of the first. */
  const stateColumns = (block: number, d: number): Matrix => matrix(block + d * H * 4, inputs, H, ways * H);
  const statesInOrder = (plan: BatchPlan, { states, inOrder }: Direction): Matrix =>
    matrix(inOrder ? inOrder.address : at(states, plan.rows * H), plan.tokens, H);

  const loadWords = (plan: BatchPlan, direction: Direction): void => {
    const { layer, table, wordProducts, index, reverse, positions } = direction;
    const { address, rows } = context.reading;
    index.view.set(context.readWords.view.subarray(0, plan.tokens));
    if (reverse) for (let i = 0; i < plan.tokens; i++) index.view[i] = context.readWords.view[reversed.view[i]!]!;
    const inputWeight = transpose(wordColumns(weights.address(layer.weight('ih'))));
    if (context.evaluating) wordProducts!.multiply(plan, table.address, inputWeight);
    else context.multiply(matrix(table.address, rows, inputs), matrix(address, rows, D), inputWeight);
    addToRows(context, layer.bias().address, rows, inputs, table.address, inputs);
    layer.loadInputs(plan, table.address, index.address);
    positions?.forward(plan, (reverse ? reversedPosition : position).address);
  };

  const loadStates = (plan: BatchPlan, below: readonly Direction[], { layer, table, reverse }: Direction): void => {
    fillRows(context, layer.bias().address, plan.tokens, inputs, table.address, inputs);
    below.forEach((direction, d) =>
      context.multiply(
        matrix(table.address, plan.tokens, inputs),
        statesInOrder(plan, direction),
        transpose(stateColumns(weights.address(layer.weight('ih')), d)),
        true,
      ),
    );
    layer.loadInputs(plan, table.address, (reverse ? reversed : identity).address);
  };

  const backToWords = (plan: BatchPlan, { layer, table, index, reverse, positions }: Direction): void => {
    const { address, rows } = context.reading;
    layer.gatherGradients(plan, table, rows, index.address);
    context.multiply(
      wordColumns(gradients.address(layer.weight('ih'))),
      transpose(matrix(table.address, rows, inputs)),
      matrix(address, rows, D),
      true,
    );
    positions?.backward(plan, (reverse ? reversedPosition : position).address);
  };

  const backToStates = (plan: BatchPlan, below: readonly Direction[], { layer, table, reverse }: Direction): void => {
    layer.gatherGradients(plan, table, plan.tokens, (reverse ? reversed : identity).address);
    const dTable = matrix(table.address, plan.tokens, inputs);
    below.forEach((direction, d) => {
      context.multiply(
        stateColumns(gradients.address(layer.weight('ih')), d),
        transpose(dTable),
        statesInOrder(plan, direction),
        true,
      );
      context.multiply(
        matrix(direction.dInOrder!.address, plan.tokens, H),
        dTable,
        stateColumns(weights.address(layer.weight('ih')), d),
        true,
      );
    });
  };

  return {
    pooledWidth: pooling.width,
    pooled: () => pooling.pooled.address,

    forward(plan) {
      reversed.view.set(reversedPlaces(plan));
      const places = positionsOf(plan);
      position.view.set(places);
      for (let i = 0; i < plan.tokens; i++) {
        identity.view[i] = i;
        reversedPosition.view[i] = places[reversed.view[i]!]!;
      }
      layers.forEach((directions, level) => {
        for (const direction of directions) {
          if (level === 0) loadWords(plan, direction);
          else loadStates(plan, layers[level - 1]!, direction);
          runLayer(team, direction.layer, plan);
          if (direction.inOrder)
            kernels.gatherRows(
              at(direction.states, plan.rows * H),
              reversed.address,
              plan.tokens,
              H,
              direction.inOrder.address,
              H,
            );
        }
      });
      pooling.forward(plan);
    },

    backward(plan, dPooled) {
      for (const { layer } of top) layer.clearGradients(plan);
      pooling.backward(plan, dPooled);
      for (let level = depth - 1; level >= 0; level--) {
        const below = layers[level - 1];
        for (const { dInOrder } of below ?? []) context.clear(dInOrder!, plan.tokens * H);
        for (const direction of layers[level]!) {
          runLayerBackward(team, direction.layer, plan);
          if (below) backToStates(plan, below, direction);
          else backToWords(plan, direction);
        }
        for (const { layer, dInOrder, dStates, reverse } of below ?? []) {
          layer.clearGradients(plan);
          kernels.gatherRows(
            dInOrder!.address,
            (reverse ? reversed : identity).address,
            plan.tokens,
            H,
            at(dStates, plan.rows * H),
            H,
          );
        }
      }
    },

    states(plan) {
      return top.map(({ states, reverse }) => (row, t) => {
        if (row >= plan.active[t]!) return undefined;
        const step = reverse ? plan.lengths[row]! - 1 - t : t;
        return { data: states.view, start: (stateAfter(plan, step) + row) * H };
      });
    },
  };
}
