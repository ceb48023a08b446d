import type { Cell } from '../../../model/specification.ts';
import { gateLayouts } from '../../gate-layouts.ts';
import { cellShaders, scanPrelude } from './cell-shaders.ts';

// A workgroup takes one row through all steps, its threads side by side over the places of the hidden state, so that
// what they read of the weight at once lies side by side. What goes from one step to the next stays in the workgroup's
// memory, in two halves that change places at each step: then one barrier a step is enough.

/**
 * Forward: `inputs` [steps, rows, gates]; `weight` the gates that each place of the state before has a share in, by
 * places before, places, gates of a place, [H, H, blocks]; `first` [rows, H]. The result, one after the other: the first
 * and the states after each step, [steps + 1, rows, H], and what the cell keeps of each step, [steps, rows, kept, H].
 */
export function forwardShader(cell: Cell, H: number, threads: number): string {
  const { forward, hasMemory } = cellShaders[cell];
  const blocks = Array.from({ length: gateLayouts[cell].blocks }, (_, i) => i);
  return `
    ${scanPrelude(cell, H, threads)}
    var<workgroup> states: array<f32, 2 * H>;

    fn keep(at: i32, values: vec4<f32>) {
      result[at] = values.x;
      result[at + H] = values.y;
      result[at + 2 * H] = values.z;
      result[at + 3 * H] = values.w;
    }

    fn main(index: i32) {
      let steps = uniforms.inputsShape.x;
      let rows = uniforms.inputsShape.y;
      let row = i32(workgroupId.x);
      let lane = i32(localIndex);
      for (var j = lane; j < H; j += THREADS) {
        let start = first[row * H + j];
        states[j] = start;
        result[row * H + j] = start;
        ${hasMemory ? 'memory[j] = 0.0;' : ''}
      }
      workgroupBarrier();
      for (var t = 0; t < steps; t++) {
        let half = (t & 1) * H;
        let place = t * rows + row;
        for (var j = lane; j < H; j += THREADS) {
          let input = place * BLOCKS * H + j;
          var gates = Gates(${blocks.map((i) => `inputs[input + ${i} * H]`).join(', ')});
          for (var k = 0; k < H; k++) {
            gates += states[half + k] * weight[k * H + j];
          }
          let kept = (steps + 1) * rows * H + place * KEPT * H + j;
          let previous = states[half + j];
          var hidden: f32;
          ${forward}
          states[H - half + j] = hidden;
          result[(place + rows) * H + j] = hidden;
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
export function backwardShader(cell: Cell, H: number, threads: number): string {
  const { backward, hasMemory } = cellShaders[cell];
  const { blocks } = gateLayouts[cell];
  const write = Array.from({ length: blocks }, (_, i) => {
    const value = blocks === 1 ? 'dGates' : `dGates[${i}]`;
    return `result[place * BLOCKS * H + ${i} * H + j] = ${value};`;
  });
  return `
    ${scanPrelude(cell, H, threads)}
    var<workgroup> gradients: array<Gates, 2 * H>;
    // Of the state after the step that is next in turn, from the steps later than it.
    var<workgroup> fromLater: array<f32, H>;

    fn main(index: i32) {
      let steps = uniforms.dStatesShape.x;
      let rows = uniforms.dStatesShape.y;
      let row = i32(workgroupId.x);
      let lane = i32(localIndex);
      for (var j = lane; j < H; j += THREADS) {
        fromLater[j] = 0.0;
        ${hasMemory ? 'memory[j] = 0.0;' : ''}
      }
      for (var t = steps - 1; t >= 0; t--) {
        let half = (t & 1) * H;
        let place = t * rows + row;
        for (var j = lane; j < H; j += THREADS) {
          let dHidden = dStates[place * H + j] + fromLater[j];
          let previous = saved[place * H + j];
          let hidden = saved[(place + rows) * H + j];
          let kept = (steps + 1) * rows * H + place * KEPT * H + j;
          var dGates: Gates;
          var direct = 0.0;
          ${backward}
          gradients[half + j] = dGates;
          fromLater[j] = direct;
          ${write.join('\n          ')}
        }
        workgroupBarrier();
        for (var j = lane; j < H; j += THREADS) {
          var sum = fromLater[j];
          for (var k = 0; k < H; k++) {
            sum += ${blocks === 1 ? 'gradients[half + k] * weight[k * H + j]' : 'dot(gradients[half + k], weight[k * H + j])'};
          }
          fromLater[j] = sum;
        }
      }
      for (var j = lane; j < H; j += THREADS) {
        result[steps * rows * BLOCKS * H + row * H + j] = fromLater[j];
      }
    }`;
}
