// npm run train-base -- FOLDER [--epochs N] [--hold-out-poets SHARE] [--preset NAME] [--out FOLDER]: trains the base model that the
// extension ships, on the poems below FOLDER, and tells what it is worth on the poets held out.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import { trainBaseModel } from './train-base-model.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    epochs: { type: 'string' },
    'hold-out-poets': { type: 'string', default: '0.1' },
    preset: { type: 'string', default: 'recommended' },
    out: { type: 'string', default: path.join(mediaFolder(), 'base-model') },
  },
});
const [corpus] = positionals;
const share = Number(values['hold-out-poets']);
const epochs = values.epochs === undefined ? undefined : Number(values.epochs);

try {
  if (corpus === undefined) throw new UserError('Name the folder of the poems: npm run train-base -- FOLDER.');
  if (!(share > 0 && share < 0.5)) throw new UserError('--hold-out-poets must be a share above 0 and below 0.5.');
  const { figures, corpus: facts } = await trainBaseModel(
    {
      corpus,
      preset: values.preset,
      ...(epochs !== undefined && { epochs }),
      holdOutPoets: share,
      folder: values.out,
      command: commandOf(corpus),
    },
    {
      onEpoch: ({ epoch, phase, trainLoss, valLoss, seconds }) =>
        console.log(
          `Epoch ${epoch} (phase ${phase}): training loss ${trainLoss.toFixed(4)}, validation loss ${valLoss?.toFixed(4) ?? '–'}, ${seconds.toFixed(1)} s`,
        ),
    },
  );
  console.log(`Held out: ${facts.heldOutPoets.join(', ')}.`);
  console.log(JSON.stringify(figures, null, 1));
  console.log(`Written to ${values.out}.`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** The command as others may repeat it: where the poems lay and the weights went is nobody's business. */
function commandOf(poems: string): string {
  const given = ['preset', 'epochs', 'hold-out-poets'] as const;
  const options = given.flatMap((name) => (values[name] === undefined ? [] : [`--${name} ${values[name]}`]));
  return ['npm run train-base --', path.basename(path.resolve(poems)), ...options].join(' ');
}
