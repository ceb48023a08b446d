// An engine process for tests whose engine is the wasm one; started with what shall go wrong with it.
import type { Engine, Network } from '../../../../src/engine/engine.ts';
import { createWasmEngine } from '../../../../src/engine/wasm/wasm-engine.ts';
import { EngineUnusable } from '../../../../src/compute/engines/engine-unusable.ts';
import { serveEngine, type LoadEngine } from '../../../../src/compute/engines/serve-engine.ts';

/** `wrong=…`: what goes wrong; `after=…`: training steps until then. */
const [wrong, after = 0] = (process.env.ENGINE_FOR_TESTS ?? '')
  .split(':')
  .map((part, i) => (i ? Number(part) : part)) as [string, number?];

const load: LoadEngine = async ({ engine: name }, onLoss) => {
  if (wrong === 'no cuda') {
    process.stderr.write(
      "2026-01-01 00:00:00.000000: W tensorflow/stream_executor/platform/default/dso_loader.cc:64] Could not load dynamic library 'libcudart.so.11.0'\n",
    );
    throw new EngineUnusable('no CUDA');
  }
  if (wrong === 'crash at once') process.abort();
  if (wrong === 'hang at once') await new Promise(() => setInterval(() => undefined, 1000));
  const wasm = await createWasmEngine({ threads: 1 });
  let steps = 0;
  const engine: Engine = {
    ...wasm,
    name,
    async createNetwork(options): Promise<Network> {
      const network = await wasm.createNetwork(options);
      return {
        ...network,
        async trainStep(batch, settings) {
          const result = await network.trainStep(batch, settings);
          if (steps++ < after) return result;
          // On a network larger than the probe's.
          if (wrong === 'wrong later' && options.specification.hiddenSize > 8)
            return { ...result, loss: result.loss * 1.01 };
          if (wrong === 'wrong loss') return { ...result, loss: result.loss * 1.01 };
          if (wrong === 'killed') process.kill(process.pid, 'SIGKILL');
          if (wrong === 'out of memory') throw new Error('OOM when allocating tensor with shape[32,128]');
          if (wrong === 'device lost') onLoss('device lost', 'the driver was restarted');
          if (wrong === 'hang') await new Promise(() => undefined);
          return result;
        },
      };
    },
  };
  return { engine, adapter: 'made-up adapter', version: '1.0.0' };
};

process.on(
  'message',
  serveEngine(load, (message) => process.send?.(message)),
);
process.on('disconnect', () => process.exit(0));
