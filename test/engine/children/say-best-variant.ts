// Which kernels this process would take.
import { bestVariant } from '../../../src/engine/wasm/kernels.ts';

process.stdout.write(await bestVariant());
