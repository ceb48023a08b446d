// Compiles the kernels of the first file as wide ones, then those of the second as any module, and says of both which of
// V8's compilers they are from. Needs --allow-natives-syntax.
import fs from 'node:fs';
import { compileWide } from '../../../src/engine/wasm/wide-kernels.ts';

const isBaseline = new Function('exported', 'return %IsLiftoffFunction(exported)') as (exported: unknown) => boolean;

function begun(module: WebAssembly.Module): boolean {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const { heapBase } = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } }).exports;
  (heapBase as () => number)();
  return isBaseline(heapBase);
}

const [wide, plain] = process.argv.slice(2).map((file) => fs.readFileSync(file));
const first = begun(compileWide(wide!));
const then = begun(new WebAssembly.Module(plain!));
process.stdout.write(`wide is baseline: ${first}, plain is baseline: ${then}`);
