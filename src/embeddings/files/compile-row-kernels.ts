import fs from 'node:fs';
import path from 'node:path';
import { mediaFolder } from '../../corpus/media-folder.ts';

let compiled: WebAssembly.Module | undefined;

/** The module of src/embeddings/files/row-kernels. */
export function compileRowKernels(): WebAssembly.Module {
  const file = path.join(path.dirname(mediaFolder()), 'dist', 'vector-rows.wasm');
  return (compiled ??= new WebAssembly.Module(fs.readFileSync(file)));
}
