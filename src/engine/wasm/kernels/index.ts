// The kernels of the wasm engine: what the TypeScript side composes into the network's passes. Addresses are bytes in
// the imported memory, sizes are in elements unless a name says bytes.
export { gruBackward, gruForward, lstmBackward, lstmForward, rnnBackward, rnnForward } from './cells';
export { gramErrors, gramLoss, rowDistances, rowErrors, squaredDistance, squaredError } from './loss';
export { adam, sumOfSquares } from './optimizer';
export { pack, product, setThread } from './product';
export {
  addOuter, addScaledRows, addToRows, clearRows, copy, fillRows, gatherAddRows, gatherRows, mirror, rectify, rectifyBackward, scale,
  scaleRows, scatterAddRows, sumRows,
} from './rows';
export { heapBase, threadLimit } from './simd';
