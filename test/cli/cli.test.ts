import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderOfPoems, temporaryFolder } from '../compute/sample-folder.ts';
import { run, start } from './command-line.ts';

const number = expect.any(Number) as number;
const text = expect.any(String) as string;

describe('the command line', () => {
  let folder: string;
  let trained: Record<string, unknown> & { run: string };

  beforeAll(async () => {
    folder = folderOfPoems();
    const { code, stdout } = await run(['train', folder, '--epochs', '3', '--json', '--quiet'], temporaryFolder());
    expect(code).toBe(0);
    trained = JSON.parse(stdout) as typeof trained;
  });

  it('trains a folder and says in one JSON document what it made', () => {
    expect(trained).toEqual({
      status: 'complete',
      run: text,
      preset: 'recommended',
      engine: text,
      threads: number,
      poems: 12,
      chunks: number,
      vocabulary: number,
      epochs: 3,
      trainLoss: number,
      valLoss: number,
      seconds: number,
    });
    expect(existsSync(path.join(trained.run, 'model.safetensors'))).toBe(true);
  });

  it('evaluates a run, with its baselines', async () => {
    const { code, stdout, stderr } = await run(['evaluate', trained.run, '--json'], folder);
    expect([code, stderr]).toEqual([0, '']);
    // A single held-out poem does not tell how much poems differ.
    const interval = null;
    const score = {
      ...{ mse: number, cosine: number, varianceExplained: number, weightedVarianceExplained: number },
      intervals: { varianceExplained: interval, weightedVarianceExplained: interval },
    };
    const result = JSON.parse(stdout) as { heldOut: { byPosition: unknown[] } };
    const decoded = { exact: number, inNearest10: number, bleu: number, perplexity: number };
    expect(result).toMatchObject({
      heldOut: score,
      baselines: { meanVector: score, pca: score, meanPooledPca: score, weightedPca: score },
      aboveLinear: { varianceExplained: { value: number, interval } },
      neighbours: {
        tfIdf: { samePoemAt5: number },
        above: { meanPooled: { samePoemAt5: { value: number, interval } } },
      },
      words: { network: decoded, pca: decoded },
    });
    expect(result.heldOut.byPosition[0]).toEqual({ position: 1, mse: number, count: number });
  });

  it('finds neighbours of a line, in the run that is latest in the current folder', async () => {
    const args = ['neighbours', 'latest', 'the snow came down on the river', '--count', '3', '--json'];
    const { code, stdout } = await run(args, folder);
    expect(code).toBe(0);
    const passages = JSON.parse(stdout) as { file: string; startLine: number }[];
    expect(passages).toHaveLength(3);
    for (const passage of passages) {
      expect(passage).toEqual({
        poem: text,
        author: text,
        file: text,
        startLine: number,
        endLine: number,
        similarity: number,
        text,
      });
      expect(existsSync(path.join(folder, passage.file))).toBe(true);
    }
  });

  it('lists runs, as a table and as JSON', async () => {
    const [asText, asJson] = [await run(['runs', folder], '/'), await run(['runs', '--json'], folder)];
    expect(asText.stdout).toContain(path.basename(trained.run));
    expect(JSON.parse(asJson.stdout)).toMatchObject([{ run: trained.run, status: 'complete', epochs: 3, poems: 12 }]);
    expect((await run(['runs'], temporaryFolder())).stdout).toContain('no run');
  });

  it('tells a person what was trained, honestly, what is near, and what to do next', async () => {
    const { code, stdout, stderr } = await run(
      ['train', folder, '--epochs', '1', '--out', 'my runs'],
      temporaryFolder(),
    );
    expect(code).toBe(0);
    expect(stdout).toContain('12 poems');
    expect(stdout).toMatch(/the network \(18 numbers\) +-?[\d.]+%/);
    expect(stdout).toMatch(/PCA of the whole passage \(\d+ numbers\) +-?[\d.]+%/);
    expect(stdout).toMatch(/\.txt:\d+/);
    expect(stdout).toMatch(/npx poetry-explorer neighbours '.*my runs\/[^']+' /);
    expect(stderr).toMatch(/Epoch 1\/1.*loss/);
  });

  it('compares architectures and ranks them beside the baselines, as a table, in Markdown and as JSON', async () => {
    const place = temporaryFolder();
    const grid = ['--presets', 'seed,gru', '--bottleneck', '3', '--variants', 'gru-latent', '--epochs', '1'];
    const first = await run(['compare', folder, '--out', 'my runs', ...grid], place);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('3 architectures on 12 poems');
    expect(first.stdout).toMatch(/^ +1 +(seed|gru|gru-latent) +(rnn|gru) +(3|18) +-?[\d.]+%/m);
    expect(first.stdout).toMatch(/^ +PCA of the whole passage +3 +-?[\d.]+%/m);
    expect(first.stdout).toContain('A single seed');
    expect(first.stderr).toContain('3/3');
    const name = /called (\S+)\./.exec(first.stderr)![1]!;

    const shown = ['compare', '--resume', name, '--out', 'my runs', '--rank', 'neighbours'];
    const [markdown, asJson] = [await run([...shown, '--markdown'], place), await run([...shown, '--json'], place)];
    expect(markdown.stderr).toBe('');
    expect(markdown.stdout).toMatch(/^\| 1 +\| (seed|gru|gru-latent) \|/m);
    expect(markdown.stdout).toContain('- `gru-latent`: ');
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      id: name,
      members: [
        { preset: 'seed', cell: 'rnn', bottleneckSize: 3, state: 'complete', result: { parameters: number } },
        { preset: 'gru', cell: 'gru', bottleneckSize: 3, state: 'complete' },
        { preset: 'gru-latent', cell: 'gru', bottleneckSize: 3, state: 'complete' },
      ],
    });
  });

  it('shows its help and its version', async () => {
    const [help, version] = [await run(['--help'], '/'), await run(['--version'], '/')];
    expect(help.stdout).toContain('seed, gru, lstm, quick');
    expect(help.stdout).toContain('--resume');
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(version.stdout).toBe(`${manifest.version}\n`);
  });

  it.each([
    [['train', '--epoch', '3'], '--epoch'],
    [['train', '--epochs', 'three'], '"three"'],
    [['train', '--resume', 'latest', '--epochs', '3'], '--resume'],
    [['compare', '--resume', 'latest', '--bottleneck', '15-20'], '--bottleneck'],
    [['sing'], '"sing"'],
  ])('answers wrong usage %j with 2, naming what is wrong', async (args, named) => {
    const { code, stdout, stderr } = await run(args, folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(named);
  });

  it.each([
    [['train', '/no/such/folder'], '/no/such/folder'],
    [['train', '.', '--preset', 'sonnet'], 'sonnet'],
    [['train', '--resume', 'latest'], 'no unfinished run'],
    [['compare', '.', '--presets', 'sonnet'], 'sonnet'],
    [['compare', '--resume', 'latest'], 'no comparison'],
    [['compare', '--resume', 'no-such-one'], 'no-such-one'],
    [['evaluate', 'no-such-run'], 'no-such-run'],
    [['neighbours', 'latest', '...'], 'no word'],
    [['runs', '/no/such/folder'], '/no/such/folder'],
  ])('answers %j with 1 and one line that says why', async (args, named) => {
    const { code, stdout, stderr } = await run(args, folder);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(named);
    expect(stderr.trim()).not.toContain('\n');
  });

  it('can have its output cut off', async () => {
    const { child, done } = start(['train', folder, '--epochs', '1', '--quiet'], folder);
    child.stdout!.destroy();
    expect(await done).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('an interrupted training', () => {
  const artifacts = (run: string): Buffer[] =>
    ['model.safetensors', 'bottleneck.safetensors', 'evaluation.json'].map((file) =>
      readFileSync(path.join(run, file)),
    );

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'by %s goes on exactly where it was',
    async (signal) => {
      const folder = folderOfPoems();
      const options = [folder, '--preset', 'seed', '--epochs', '20', '--json'];
      const training = start(['train', ...options], folder);
      await training.says('Epoch 4/20');
      training.child.kill(signal);
      const stopped = await training.done;
      expect([stopped.code, stopped.signal]).toEqual(signal === 'SIGINT' ? [130, null] : [null, 'SIGKILL']);
      if (signal === 'SIGINT') {
        expect(stopped.stderr).toMatch(/train --resume \S+/);
        expect(JSON.parse(stopped.stdout)).toMatchObject({ status: 'stopped', poems: 12 });
      }
      const [listed] = JSON.parse((await run(['runs', '--json'], folder)).stdout) as { id: string; status: string }[];
      expect(listed!.status).toBe(signal === 'SIGINT' ? 'stopped' : 'interrupted');

      const named = signal === 'SIGINT' ? listed!.id : 'latest';
      const resumed = await run(['train', '--resume', named, '--json', '--quiet'], folder);
      const whole = await run(['train', ...options, '--quiet', '--out', path.join(folder, 'other')], folder);
      const [one, other] = [resumed, whole].map(({ stdout }) => JSON.parse(stdout) as { run: string; epochs: number });
      expect(one).toMatchObject({ status: 'complete', epochs: 20 });
      expect(artifacts(one!.run)).toEqual(artifacts(other!.run));
    },
    120_000,
  );
});
