import { expect, it } from 'vitest';
import { fitFormAutoencoder, wordChannels, type Layer } from '../../src/analysis/form-autoencoder.ts';
import { coordinatesOf, fitPrincipalComponents, rowsOf } from '../../src/analysis/principal-components.ts';
import { createUnitScale } from '../../src/analysis/unit-scale.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { windowsOf } from '../../src/corpus/windows.ts';

const window = 24;

/** Texts in which word 2 ends every line, and lines have one length in a text: 4 to 9 words. */
function verses(texts: number, words: number, seed: number) {
  const random = createRandom(seed);
  const rows = Array.from({ length: texts }, () => {
    const line = 4 + random.integer(6);
    return Array.from({ length: words }, (_, i) => (i % line === line - 1 ? 2 : 1));
  });
  return windowsOf(
    { tokens: Int32Array.from(rows.flat()), lengths: Int32Array.from(rows, () => words), window: words },
    rows.map((_, poem) => ({ poem, tokenStart: 0 })),
    Int32Array.from(rows.keys()),
  );
}

/** The same texts' windows of the length asked for. */
function windowsIn(texts: number, seed: number) {
  const whole = verses(texts, 200, seed).draw(texts * 4, createRandom(seed));
  const places = Array.from({ length: texts * 4 }, (_, poem) => ({ poem, tokenStart: 0 }));
  const cut = new Int32Array(texts * 4 * 200);
  cut.set(whole.tokens);
  // Chunks of one window's length, side by side, of which the windows are made up again.
  const tokens: number[] = [];
  const chunkPlaces: { poem: number; tokenStart: number }[] = [];
  for (const { poem } of places)
    for (let start = 0; start + window <= 200; start += window) {
      tokens.push(...cut.subarray(poem * 200 + start, poem * 200 + start + window));
      chunkPlaces.push({ poem, tokenStart: start });
    }
  const lengths = Int32Array.from(chunkPlaces, () => window);
  return windowsOf({ tokens: Int32Array.from(tokens), lengths, window }, chunkPlaces, Int32Array.from(lengths.keys()));
}

const relu = (x: number): number => Math.max(0, x);
function through(layers: readonly Layer[], x: readonly number[]): number[] {
  return layers.reduce<number[]>(
    (value, { weight, bias }, i) =>
      Array.from(bias, (b, o) => {
        const y = value.reduce((sum, v, j) => sum + v * weight[o * value.length + j]!, b);
        return i < layers.length - 1 ? relu(y) : y;
      }),
    [...x],
  );
}

const seen = Float32Array.of(0, -0.3, 1);
const wordWeights = Float32Array.of(1, 1, 1);

it('a form autoencoder tells where lines break from two numbers, which as many principal components cannot', async () => {
  const windows = windowsIn(30, 1);
  const fitted = await fitFormAutoencoder({
    ...{ windows, window, seen, wordWeights, channels: 1, size: 2, hidden: 64, passes: 25, random: createRandom(3) },
    given: { count: 0, fill: () => undefined },
  });
  const { tokens } = windowsIn(30, 2).draw(400, createRandom(4));
  const rows = Float32Array.from(tokens, (id) => seen[id]!);
  const mean = rows.reduce((sum, x) => sum + x, 0) / rows.length;
  let [error, all] = [0, 0];
  const codes: number[][] = [];
  for (let row = 0; row < 400; row++) {
    const x = [...rows.subarray(row * window, (row + 1) * window)];
    const code = through(fitted.encoder, x);
    codes.push(code);
    through(fitted.decoder, code).forEach((y, i) => (error += (y - x[i]!) ** 2));
    x.forEach((value) => (all += (value - mean) ** 2));
  }
  const centred = rows.map((x) => x - mean);
  const source = {
    rows: 400,
    columns: window,
    fill: (from: number, to: number, target: Float32Array) => target.set(centred.subarray(from * window, to * window)),
  };
  const pca = await fitPrincipalComponents(source, 2, createRandom(1));
  const linear = await rowsOf(pca, await coordinatesOf(pca, centred), 400);
  const linearError = centred.reduce((sum, x, i) => sum + (x - linear[i]!) ** 2, 0);
  expect(1 - error / all).toBeGreaterThan(1 - linearError / all + 0.2);
  for (let k = 0; k < 2; k++) {
    const values = codes.map((code) => code[k]!);
    const center = values.reduce((sum, x) => sum + x, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - center) ** 2, 0) / values.length);
    expect(Math.abs(center)).toBeLessThan(0.2);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.2);
  }
});

it('a form autoencoder uses the numbers that it is given', async () => {
  const windows = windowsIn(10, 1);
  const fit = (fill: (tokens: Int32Array, lengths: Int32Array, to: Float32Array) => void) =>
    fitFormAutoencoder({
      ...{ windows, window, seen, wordWeights, channels: 1, size: 1, hidden: 24, passes: 20, random: createRandom(3) },
      given: { count: 1, fill },
    });
  const firstBreak = (tokens: Int32Array, lengths: Int32Array, to: Float32Array): void =>
    lengths.forEach((_, row) => (to[row] = tokens.subarray(row * window, (row + 1) * window).indexOf(2) / 4 - 1));
  const told = await fit(firstBreak);
  const { tokens } = windows.draw(200, createRandom(5));
  const errorOf = ({ encoder, decoder }: typeof told, given: (row: number) => number): number => {
    let error = 0;
    for (let row = 0; row < 200; row++) {
      const x = Array.from(tokens.subarray(row * window, (row + 1) * window), (id) => seen[id]!);
      through(decoder, [given(row), ...through(encoder, x)]).forEach((y, i) => (error += (y - x[i]!) ** 2));
    }
    return error;
  };
  const known = new Float32Array(200);
  firstBreak(tokens, new Int32Array(200), known);
  expect(errorOf(told, (row) => known[row]!)).toBeLessThan(0.8 * errorOf(told, (row) => known[(row + 1) % 200]!));
});

it('a form autoencoder gives back better what counts more', async () => {
  const windows = windowsIn(10, 1);
  const { tokens } = windows.draw(200, createRandom(5));
  const errorAtBreaks = async (weight: number): Promise<number> => {
    const { encoder, decoder } = await fitFormAutoencoder({
      ...{ windows, window, seen, channels: 1, size: 1, hidden: 24, passes: 20, random: createRandom(3) },
      wordWeights: Float32Array.of(1, 1, weight),
      given: { count: 0, fill: () => undefined },
    });
    let error = 0;
    for (let row = 0; row < 200; row++) {
      const ids = tokens.subarray(row * window, (row + 1) * window);
      const x = Array.from(ids, (id) => seen[id]!);
      through(decoder, through(encoder, x)).forEach((y, i) => (error += ids[i] === 2 ? (y - x[i]!) ** 2 : 0));
    }
    return error;
  };
  expect(await errorAtBreaks(5)).toBeLessThan(0.8 * (await errorAtBreaks(1)));
});

it('stops when it is told to', async () => {
  const controller = new AbortController();
  const fitting = fitFormAutoencoder({
    ...{
      windows: windowsIn(10, 1),
      window,
      seen,
      wordWeights,
      channels: 1,
      size: 1,
      hidden: 8,
      passes: 1000,
      random: createRandom(3),
    },
    given: { count: 0, fill: () => undefined },
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await expect(fitting).rejects.toThrow('enough');
});

it('channels show what differs most among the words that occur', () => {
  // Word 1 and 2 differ along the second direction, word 3, which does not occur, along the first.
  const vectors = Float32Array.of(0, 0, 0, 2, 0, -2, 50, 0);
  const { directions, variance, seen: shown, count } = wordChannels(vectors, 2, [0, 0], Float64Array.of(9, 4, 4, 0), 1);
  expect(count).toBe(1);
  expect(variance).toBeCloseTo(4 * (8 / 17), 4);
  expect(Math.abs(directions[0]!)).toBeLessThan(1e-6);
  expect(shown[0]).toBe(0);
  expect(shown[1]).toBeCloseTo(-shown[2]!, 5);
});

it('the gradient of a unit scale agrees with finite differences', () => {
  const random = createRandom(2);
  const [rows, size] = [7, 3];
  const values = Float32Array.from({ length: rows * size }, () => random.normal() * 3 + 1);
  const along = Float32Array.from(values, () => random.normal());
  const value = (x: Float32Array): number =>
    createUnitScale(size)
      .forward(x)
      .reduce((sum, y, i) => sum + y * along[i]!, 0);
  const scale = createUnitScale(size);
  scale.forward(values);
  const gradient = along.slice();
  scale.backward(gradient);
  for (let i = 0; i < values.length; i++) {
    const moved = (by: number): Float32Array => values.map((x, j) => (i === j ? x + by : x));
    expect(gradient[i]).toBeCloseTo((value(moved(0.01)) - value(moved(-0.01))) / 0.02, 2);
  }
});
