import type { ModelSpecification } from '../../model/specification.ts';
import { sinusoids } from '../sinusoids.ts';
import type { Arena, Floats } from './arena.ts';
import { stateAfter, type BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import { sumRowsByIndex } from './shared-rows.ts';
import type { Encoder } from './encoder.ts';
import { createLayerNorm } from './layer-norm.ts';
import { createLinearLayer } from './linear-layer.ts';
import { matrix, type Matrix } from './matrix.ts';
import { createPooling } from './pooling.ts';
import { createSelfAttention, type Span } from './self-attention.ts';

/**
 * A small transformer (Vaswani et al. 2017) in place of the recurrent encoder: the norms before the parts and one after
 * the last (Xiong et al. 2020), sinusoidal positions added to the projected words, feed-forward layers twice as wide. It
 * reads the valid tokens only, which stand side by side row after row here.
 */
export function createTransformerEncoder(context: Context, arena: Arena, specification: ModelSpecification): Encoder {
  const { kernels, sizes } = context;
  const { D, H, hidden, maxRows, maxSteps } = sizes;
  const tokens = maxRows * maxSteps;
  const table = arena.floats((tokens + 1) * H);
  const word = arena.integers(tokens);
  /** Where a token of the compact order by steps stands in the order by rows, and the other way round. */
  const byRow = arena.integers(tokens);
  const byStep = arena.integers(tokens);
  const positions = sinusoids(maxSteps, hidden);
  const input = createLinearLayer(context, 'encoder.input_projection.weight', 'encoder.input_projection.bias', D, H);
  const blocks = Array.from({ length: specification.layers }, (_, i) => createBlock(context, arena, i));
  const lastNorm = createLayerNorm(context, arena, 'encoder.transformer.norm', { width: hidden, stride: H }, tokens);
  const finished = arena.floats(tokens * H);
  const gradient = arena.floats(tokens * H);
  const states = arena.floats((tokens + maxRows) * H);
  const dStates = arena.floats((tokens + maxRows) * H);
  const pooling = createPooling(context, arena, specification, [{ states, dStates, reverse: false }]);
  let spans: readonly Span[] = [];

  const readingRows = (): [words: Matrix, table: Matrix] => {
    const { address, rows } = context.reading;
    return [matrix(address, rows, D), matrix(table.address, rows, H)];
  };
  const lineUp = (plan: BatchPlan): void => {
    let start = 0;
    spans = Array.from(plan.lengths, (length) => {
      const span = { start, length };
      start += length;
      return span;
    });
    for (let t = 0; t < plan.steps; t++)
      for (let i = 0; i < plan.active[t]!; i++) {
        const compact = plan.offsets[t]! + i;
        const place = spans[i]!.start + t;
        byRow.view[compact] = place;
        byStep.view[place] = compact;
        word.view[place] = context.readWords.view[compact]!;
      }
  };

  return {
    pooledWidth: pooling.width,
    pooled: () => pooling.pooled.address,

    forward(plan) {
      lineUp(plan);
      const first = blocks[0]!.input;
      input.forward(...readingRows());
      kernels.gatherRows(table.address, word.address, plan.tokens, H, first.address, H);
      for (const { start, length } of spans)
        for (let t = 0; t < length; t++)
          for (let k = 0; k < hidden; k++) first.view[(start + t) * H + k]! += positions[t * hidden + k]!;
      blocks.forEach((block, i) => block.forward(plan.tokens, spans, blocks[i + 1]?.input ?? finished));
      lastNorm.forward(finished.view, finished.view, plan.tokens);
      kernels.gatherRows(finished.address, byRow.address, plan.tokens, H, at(states, plan.rows * H), H);
      pooling.forward(plan);
    },

    backward(plan, dPooled) {
      context.clear(dStates, (plan.rows + plan.tokens) * H);
      pooling.backward(plan, dPooled);
      kernels.gatherRows(at(dStates, plan.rows * H), byStep.address, plan.tokens, H, gradient.address, H);
      lastNorm.backward(gradient.view, plan.tokens);
      for (const block of blocks.toReversed()) block.backward(plan.tokens, spans, gradient);
      const [words, dTable] = readingRows();
      sumRowsByIndex(context, gradient.address, H, word.address, plan.tokens, H, table.address, dTable.rows);
      input.backward(words, dTable, undefined);
    },

    states: (plan) => [
      (row, t) => (row < plan.active[t]! ? { data: states.view, start: (stateAfter(plan, t) + row) * H } : undefined),
    ],
  };
}

interface Block {
  /** [tokens, H] */
  input: Floats;
  forward(tokens: number, spans: readonly Span[], output: Floats): void;
  /** Turns the gradient of the output into that of the input. */
  backward(tokens: number, spans: readonly Span[], gradient: Floats): void;
}

/** x + attention(norm(x)), and of that y, y + W_2 relu(W_1 norm(y)). */
function createBlock(context: Context, arena: Arena, level: number): Block {
  const { H, hidden, maxRows, maxSteps } = context.sizes;
  const most = maxRows * maxSteps;
  const name = `encoder.transformer.layers.${level}`;
  const linear = (part: string, inputs: number, outputs: number) =>
    createLinearLayer(context, `${name}.${part}.weight`, `${name}.${part}.bias`, inputs, outputs);
  const attentionNorm = createLayerNorm(context, arena, `${name}.norm1`, { width: hidden, stride: H }, most);
  const feedForwardNorm = createLayerNorm(context, arena, `${name}.norm2`, { width: hidden, stride: H }, most);
  const toQueries = createLinearLayer(
    context,
    `${name}.self_attn.in_proj_weight`,
    `${name}.self_attn.in_proj_bias`,
    H,
    3 * H,
  );
  const attention = createSelfAttention(context, arena);
  const fromHeads = linear('self_attn.out_proj', H, H);
  const widen = linear('linear1', H, 2 * H);
  const narrow = linear('linear2', 2 * H, H);

  const buffer = (width: number): Floats => arena.floats(most * width);
  const [input, normedInput, mixed, middle, normedMiddle] = [buffer(H), buffer(H), buffer(H), buffer(H), buffer(H)];
  const [queries, dQueries, wide, dWide, dInner] = [
    buffer(3 * H),
    buffer(3 * H),
    buffer(2 * H),
    buffer(2 * H),
    buffer(H),
  ];

  return {
    input,
    forward(tokens, spans, output) {
      const rows = (all: Floats, width = H): Matrix => matrix(all.address, tokens, width);
      attentionNorm.forward(input.view, normedInput.view, tokens);
      toQueries.forward(rows(normedInput), rows(queries, 3 * H));
      attention.forward(queries, mixed, spans);
      fromHeads.forward(rows(mixed), rows(middle));
      addInto(middle, input, tokens * H);
      feedForwardNorm.forward(middle.view, normedMiddle.view, tokens);
      widen.forward(rows(normedMiddle), rows(wide, 2 * H));
      for (let i = 0; i < tokens * 2 * H; i++) if (wide.view[i]! < 0) wide.view[i] = 0;
      narrow.forward(rows(wide, 2 * H), rows(output));
      addInto(output, middle, tokens * H);
    },

    backward(tokens, spans, gradient) {
      const rows = (all: Floats, width = H): Matrix => matrix(all.address, tokens, width);
      context.clear(dWide, tokens * 2 * H);
      narrow.backward(rows(wide, 2 * H), rows(gradient), rows(dWide, 2 * H));
      for (let i = 0; i < tokens * 2 * H; i++) if (wide.view[i] === 0) dWide.view[i] = 0;
      context.clear(dInner, tokens * H);
      widen.backward(rows(normedMiddle), rows(dWide, 2 * H), rows(dInner));
      feedForwardNorm.backward(dInner.view, tokens);
      addInto(gradient, dInner, tokens * H);

      context.clear(dInner, tokens * H);
      fromHeads.backward(rows(mixed), rows(gradient), rows(dInner));
      attention.backward(queries, dInner, dQueries, spans);
      context.clear(dInner, tokens * H);
      toQueries.backward(rows(normedInput), rows(dQueries, 3 * H), rows(dInner));
      attentionNorm.backward(dInner.view, tokens);
      addInto(gradient, dInner, tokens * H);
    },
  };
}

function addInto(to: Floats, from: Floats, count: number): void {
  for (let i = 0; i < count; i++) to.view[i]! += from.view[i]!;
}
