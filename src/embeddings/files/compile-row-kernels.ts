import fs from 'node:fs';
import { builtFile } from './built-file.ts';

let compiled: WebAssembly.Module | undefined;

/** The module of src/embeddings/files/row-kernels. */
export function compileRowKernels(): WebAssembly.Module {
  return (compiled ??= new WebAssembly.Module(fs.readFileSync(builtFile('vector-rows.wasm'))));
}
