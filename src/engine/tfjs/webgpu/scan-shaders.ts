import type { Cell } from '../../../model/specification.ts';
import { gateLayouts } from '../../gate-layouts.ts';
import { cellShaders, scanPrelude, type ScanSizes } from './cell-shaders.ts';

// A workgroup takes one row or a few through all steps, its threads side by side over the places of the hidden state, so
// that what they read of the weight at once lies side by side; what a thread has read serves all rows of the workgroup.
// What goes from one step to the next stays in the workgroup's memory, in two halves that change places at each step:
// then one barrier a step is enough.

/**
 * Forward: `inputs` [steps, rows, gates]; `weight` the gates that each place of the state before has a share in, by
 * places before, places, gates of a place, [H, H, blocks]; `first` [rows, H]. The result, one after the other: the first
 * and the states after each step, [steps + 1, rows, H], and what the cell keeps of each step, [steps, rows, kept, H].
 */
export function forwardShader(cell: Cell, sizes: ScanSizes): string {
  const { forward, hasMemory } = cellShaders[cell];
  const inputs = count(gateLayouts[cell].blocks).map((block) => `inputs[input + ${block} * H]`);
  const eachRow = forEachRow(sizes);
  return `
    ${scanPrelude(cell, sizes)}
    var<workgroup> states: array<f32, 2 * ROWS * H>;

    fn keep(at: i32, values: vec4<f32>) {
      result[at] = values.x;
      result[at + H] = values.y;
      result[at + 2 * H] = values.z;
      result[at + 3 * H] = values.w;
    }

    fn main(index: i32) {
      let steps = uniforms.inputsShape.x;
      let rows = uniforms.inputsShape.y;
      let start = i32(workgroupId.x) * ROWS;
      let lane = i32(localIndex);
      for (var j = lane; j < H; j += THREADS) {
        ${eachRow(
          (r) => `if (start + ${r} < rows) {
          let state = first[(start + ${r}) * H + j];
          states[${r} * H + j] = state;
          result[(start + ${r}) * H + j] = state;
          ${hasMemory ? `memory[${r} * H + j] = 0.0;` : ''}
        }`,
        )}
      }
      workgroupBarrier();
      for (var t = 0; t < steps; t++) {
        let half = (t & 1) * ROWS * H;
        for (var j = lane; j < H; j += THREADS) {
          ${eachRow(
            (r) => `var gates${r}: Gates;
          if (start + ${r} < rows) {
            let input = (t * rows + start + ${r}) * BLOCKS * H + j;
            gates${r} = Gates(${inputs.join(', ')});
          }`,
          )}
          for (var k = 0; k < H; k++) {
            let shares = weight[k * H + j];
            ${eachRow((r) => `gates${r} += states[half + ${r} * H + k] * shares;`)}
          }
          ${eachRow(
            (r) => `if (start + ${r} < rows) {
            let gates = gates${r};
            let own = ${r} * H + j;
            let place = t * rows + start + ${r};
            let kept = (steps + 1) * rows * H + place * KEPT * H + j;
            let previous = states[half + own];
            var hidden: f32;
            ${forward}
            states[ROWS * H - half + own] = hidden;
            result[(place + rows) * H + j] = hidden;
          }`,
          )}
        }
        workgroupBarrier();
      }
    }`;
}

/**
 * Backward: `dStates` [steps, rows, H]; `weight` by places, places before, gates of a place, [H, H, blocks]; `saved` the
 * forward pass's result. The result, one after the other: the gradient of the inputs, [steps, rows, gates], and that of
 * the first state, [rows, H].
 */
export function backwardShader(cell: Cell, sizes: ScanSizes): string {
  const { backward, hasMemory } = cellShaders[cell];
  const { blocks } = gateLayouts[cell];
  const write = count(blocks).map(
    (block) => `result[place * BLOCKS * H + ${block} * H + j] = ${blocks === 1 ? 'dGates' : `dGates[${block}]`};`,
  );
  const eachRow = forEachRow(sizes);
  return `
    ${scanPrelude(cell, sizes)}
    var<workgroup> gradients: array<Gates, 2 * ROWS * H>;
    // Of the state after the step that is next in turn, from the steps later than it.
    var<workgroup> fromLater: array<f32, ROWS * H>;

    fn main(index: i32) {
      let steps = uniforms.dStatesShape.x;
      let rows = uniforms.dStatesShape.y;
      let start = i32(workgroupId.x) * ROWS;
      let lane = i32(localIndex);
      for (var j = lane; j < H; j += THREADS) {
        ${eachRow((r) => `fromLater[${r} * H + j] = 0.0;${hasMemory ? ` memory[${r} * H + j] = 0.0;` : ''}`)}
      }
      for (var t = steps - 1; t >= 0; t--) {
        let half = (t & 1) * ROWS * H;
        for (var j = lane; j < H; j += THREADS) {
          ${eachRow(
            (r) => `if (start + ${r} < rows) {
            let own = ${r} * H + j;
            let place = t * rows + start + ${r};
            let dHidden = dStates[place * H + j] + fromLater[own];
            let previous = saved[place * H + j];
            let hidden = saved[(place + rows) * H + j];
            let kept = (steps + 1) * rows * H + place * KEPT * H + j;
            var dGates: Gates;
            var direct = 0.0;
            ${backward}
            gradients[half + own] = dGates;
            fromLater[own] = direct;
            ${write.join('\n            ')}
          }`,
          )}
        }
        workgroupBarrier();
        for (var j = lane; j < H; j += THREADS) {
          ${eachRow((r) => `var sum${r} = fromLater[${r} * H + j];`)}
          for (var k = 0; k < H; k++) {
            let shares = weight[k * H + j];
            ${eachRow((r) => {
              const gradient = `gradients[half + ${r} * H + k]`;
              return `sum${r} += ${blocks === 1 ? `${gradient} * shares` : `dot(${gradient}, shares)`};`;
            })}
          }
          ${eachRow((r) => `fromLater[${r} * H + j] = sum${r};`)}
        }
      }
      for (var j = lane; j < H; j += THREADS) {
        ${eachRow((r) => `if (start + ${r} < rows) { result[(steps * rows * BLOCKS + start + ${r}) * H + j] = fromLater[${r} * H + j]; }`)}
      }
    }`;
}

/** The same for each row of a workgroup, written out, so that each has registers of its own. */
function forEachRow({ groupRows }: ScanSizes): (code: (row: number) => string) => string {
  return (code) => count(groupRows).map(code).join('\n');
}

function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
