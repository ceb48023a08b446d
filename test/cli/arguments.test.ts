import { describe, expect, it } from 'vitest';
import { readArguments, UsageError } from '../../src/cli/arguments.ts';

const problem = (...args: string[]): string => {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('understood');
};

describe('the command line', () => {
  it('reads train with its options', () => {
    const args = [
      'train',
      'poems',
      '--preset',
      'gru',
      '--epochs',
      '3',
      '--seed=0',
      '--out',
      'runs',
      '--json',
      '--quiet',
    ];
    expect(readArguments(args)).toEqual({
      name: 'train',
      folder: 'poems',
      preset: 'gru',
      epochs: 3,
      seed: 0,
      out: 'runs',
      json: true,
      quiet: true,
    });
    expect(readArguments(['train', '--from', 'scratch'])).toMatchObject({ from: 'scratch' });
    expect(problem('train', '--from', 'zero')).toBe('--from must be one of base, scratch, not "zero".');
    expect(readArguments(['train'])).toEqual({ name: 'train', json: false, quiet: false });
    const computing = ['--engine', 'webgpu', '--threads', '2', '--packages', 'engines'];
    expect(readArguments(['train', ...computing])).toMatchObject({ engine: 'webgpu', threads: 2, packages: 'engines' });
    expect(problem('train', '--engine', 'metal')).toBe(
      '--engine must be one of auto, wasm, cuda, webgpu, cpu, not "metal".',
    );
    expect(problem('train', '--threads', '0')).toBe('--threads must be a whole number from 1 to 64, not "0".');
    expect(readArguments(['engines', '--json'])).toEqual({ name: 'engines', json: true });
  });

  it('reads compare with its options', () => {
    expect(readArguments(['compare'])).toEqual({ name: 'compare', format: 'text', quiet: false });
    const args = ['compare', 'poems', '--presets', 'seed, gru', '--cells', 'rnn,lstm', '--bottleneck', '20,15-17,16'];
    expect(readArguments([...args, '--variants=all', '--processes', '2', '--rank', 'neighbours', '--json'])).toEqual({
      name: 'compare',
      folder: 'poems',
      presets: ['seed', 'gru'],
      cells: ['rnn', 'lstm'],
      bottleneckSizes: [15, 16, 17, 20],
      variants: ['all'],
      processes: 2,
      rank: 'samePoemAt5',
      format: 'json',
      quiet: false,
    });
    expect(readArguments(['compare', '--resume', 'latest', '--markdown'])).toMatchObject({ format: 'markdown' });
    expect(problem('compare', '--cells', 'gru,gnu')).toBe('--cells must be one of rnn, gru, lstm, not "gnu".');
    expect(problem('compare', '--presets', 'seed,,gru')).toContain('--presets');
    expect(problem('compare', '--rank', 'taste')).toContain('variance, weighted, neighbours');
    expect(problem('compare', '--json', '--markdown')).toContain('exclude each other');
  });

  it.each(['', '15-', '-20', '20-15', '0', '15-2000', '15..20', '1.5', 'all', '1,,2'])(
    'refuses --bottleneck %j',
    (text) => {
      expect(problem('compare', `--bottleneck=${text}`)).toMatch(/--bottleneck must be whole numbers/);
    },
  );

  it('reads the other commands', () => {
    expect(readArguments(['evaluate', 'latest', '--json'])).toEqual({ name: 'evaluate', run: 'latest', json: true });
    const asked = { name: 'neighbours', run: 'latest', text: 'the sea', count: 5, json: false };
    expect(readArguments(['neighbours', 'latest', 'the sea'])).toEqual(asked);
    expect(readArguments(['neighbors', 'latest', 'the sea', '--count', '5'])).toEqual(asked);
    expect(readArguments(['runs', '--json'])).toEqual({ name: 'runs', json: true });
    expect(readArguments(['--version'])).toEqual({ name: 'version' });
    for (const args of [[], ['--help'], ['train', '-h'], ['help']])
      expect(readArguments(args)).toEqual({ name: 'help' });
  });

  it('takes a text that begins with a dash after --', () => {
    expect(readArguments(['neighbours', 'latest', '--', '--help me'])).toMatchObject({ text: '--help me' });
  });

  it('names what it does not know', () => {
    expect(problem('trian')).toContain('"trian"');
    expect(problem('--json')).toContain('--json');
    expect(problem('train', '--epoch', '3')).toContain('--epoch');
    expect(problem('train', 'a', 'b')).toContain('"b"');
    expect(problem('evaluate')).toContain('run');
    expect(problem('evaluate', 'latest', '--count', '3')).toContain('--count');
    expect(problem('neighbours', 'latest', 'two', 'words')).toContain('quotation marks');
  });

  it.each(['0', '-1', '1.5', 'many', '', '1e3', '99999999999999'])('refuses --epochs %j', (text) => {
    expect(problem('train', `--epochs=${text}`)).toMatch(/--epochs must be a whole number/);
  });

  it('refuses an option without its value, or with one it does not take', () => {
    expect(problem('train', '--preset')).toContain('--preset');
    expect(problem('train', '--json=yes')).toContain('--json');
  });
});
