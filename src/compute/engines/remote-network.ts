import { checkVectors } from '../../engine/check-options.ts';
import type { Network, NetworkOptions } from '../../engine/engine.ts';
import { checkParameters, type TensorMap } from '../../model/parameters.ts';
import type { CallArguments, CallResult, NetworkCall, ToEngine } from '../../protocol/engine-messages.ts';
import { callReaders } from '../../protocol/read-engine-messages.ts';
import { wholeNumber, type Reader } from '../../protocol/read-value.ts';

/** Sends a message that is answered, without its id, and reads the answer. Rejects with a RangeError or an EngineLost. */
export type AskEngine = <T>(message: object, reader: Reader<T>, limitMs?: number) => Promise<T>;

/** A network that lives in an engine process. `tell` sends a message that is not answered. */
export async function remoteNetwork(
  ask: AskEngine,
  tell: (message: ToEngine) => void,
  options: NetworkOptions,
): Promise<Network> {
  const { specification } = options;
  const network = await ask({ type: 'create', options }, wholeNumber());

  const call = <C extends NetworkCall>(name: C, ...args: CallArguments<C>): Promise<CallResult<C>> => {
    // What is left out is not sent.
    const given = args.filter((arg) => arg !== undefined);
    return ask({ type: 'call', network, call: name, args: given }, callReaders[name] as Reader<CallResult<C>>);
  };

  return {
    specification,
    trainStep: (batch, settings) => call('trainStep', batch, settings),
    gradientNorms: () => call('gradientNorms'),
    hiddenStatistics: () => call('hiddenStatistics'),
    gradients: (batch, settings) => call('gradients', batch, settings),
    evaluate: (batch) => call('evaluate', batch),
    reconstruct: (batch, training) => call('reconstruct', batch, training),
    decode: (bottleneck, lengths) => call('decode', bottleneck, lengths),
    parameters: () => call('parameters'),
    // What follows is refused here as it would be there, where nobody waits for the answer.
    setVectors(vectors) {
      checkVectors(vectors, specification, options.wordWeights);
      tell({ type: 'setVectors', network, vectors });
    },
    setParameters(parameters: TensorMap) {
      checkParameters(specification, parameters);
      tell({ type: 'setParameters', network, parameters });
    },
    optimizerState: () => call('optimizerState'),
    setOptimizerState: (state) => tell({ type: 'setOptimizerState', network, state }),
    dispose: () => tell({ type: 'dispose', network }),
  };
}
