import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { methodReaders, readFromCompute, readToCompute } from '../../src/protocol/read-compute-messages.ts';
import { MalformedMessage } from '../../src/protocol/read-value.ts';
import {
  dimensions,
  dimensionsProgress,
  comparedChunk,
  comparedRuns,
  documentAsItStands,
  engineStatuses,
  fromCompute,
  inspection,
  passageClusters,
  projected,
  projectionProgress,
  heldOutFigures,
  passageErrors,
  sketchBasis,
  sketches,
  toCompute,
  trainingJudgement,
  trainProgress,
  trainResult,
  wordErrors,
} from './messages-for-tests.ts';
import { refusedOf } from './mutate.ts';

/** As a message arrives on the other side of a process channel with advanced serialisation. */
const sent = (message: unknown): unknown => deserialize(serialize(message));

describe('messages of the compute process', () => {
  it('arrive as they were sent', () => {
    for (const message of toCompute) expect(readToCompute(sent(message))).toEqual(message);
    for (const message of fromCompute) expect(readFromCompute(sent(message))).toEqual(message);
    expect(methodReaders.train.progress(sent(trainProgress), 'progress')).toEqual(trainProgress);
    expect(methodReaders.train.result(sent(trainResult), 'result')).toEqual(trainResult);
    const listed = { engines: engineStatuses };
    expect(methodReaders.engines.result(sent(listed), 'result')).toEqual(listed);
    expect(methodReaders.train.result(sent({ ...trainResult, lost: 'It is gone.' }), 'result')).toMatchObject({
      lost: 'It is gone.',
    });
    expect(methodReaders.judgeTraining.result(sent(trainingJudgement), 'result')).toEqual(trainingJudgement);
    expect(methodReaders.readDocument.result(sent(documentAsItStands), 'result')).toEqual(documentAsItStands);
    expect(methodReaders.inspectPassage.result(sent(inspection), 'result')).toEqual(inspection);
    expect(methodReaders.wordErrors.result(sent(wordErrors), 'result')).toEqual(wordErrors);
    expect(methodReaders.project.progress(sent(projectionProgress), 'progress')).toEqual(projectionProgress);
    expect(methodReaders.project.result(sent(projected), 'result')).toEqual(projected);
    expect(methodReaders.clusterPassages.result(sent(passageClusters), 'result')).toEqual(passageClusters);
    expect(methodReaders.passageErrors.result(sent(passageErrors), 'result')).toEqual(passageErrors);
    const measured = { figures: heldOutFigures };
    expect(methodReaders.heldOutFigures.result(sent(measured), 'result')).toEqual(measured);
    expect(methodReaders.heldOutFigures.result(sent({ figures: null }), 'result')).toEqual({ figures: null });
    expect(methodReaders.dimensions.progress(sent(dimensionsProgress), 'progress')).toEqual(dimensionsProgress);
    expect(methodReaders.dimensions.result(sent(dimensions), 'result')).toEqual(dimensions);
    expect(methodReaders.compareRuns.result(sent(comparedRuns), 'result')).toEqual(comparedRuns);
    expect(methodReaders.compareNeighbours.result(sent(comparedChunk), 'result')).toEqual(comparedChunk);
    expect(methodReaders.sketchBasis.result(sent(sketchBasis), 'result')).toEqual(sketchBasis);
    const unmeasured = { ...sketchBasis, expectation: { problem: 'It has not been measured.' } };
    expect(methodReaders.sketchBasis.result(sent(unmeasured), 'result')).toEqual(unmeasured);
    expect(methodReaders.sketch.result(sent(sketches), 'result')).toEqual(sketches);
    const found = { poems: [{ title: 'Neap', author: '', firstRow: 3, rows: 2 }], total: 1 };
    expect(methodReaders.findPoems.result(sent(found), 'result')).toEqual(found);
  });

  it('hold as many of each number as they say', () => {
    const short = { ...wordErrors, mse: Float32Array.of(1) };
    expect(() => methodReaders.wordErrors.result(sent(short), 'result')).toThrow('result.mse must have 2 numbers');
    const pair = { ...inspection, planeVariance: [1] };
    expect(() => methodReaders.inspectPassage.result(sent(pair), 'result')).toThrow('must be an array of 2');
    const uneven = { ...passageErrors, mse: { ...passageErrors.mse, training: { counts: [1], median: 1 } } };
    expect(() => methodReaders.passageErrors.result(sent(uneven), 'result')).toThrow(
      'result.mse.training.counts must have 3 numbers',
    );
    const narrow = { ...dimensions, bottleneck: { ...dimensions.bottleneck, correlations: [1, 0] } };
    expect(() => methodReaders.dimensions.result(sent(narrow), 'result')).toThrow(
      'result.bottleneck.correlations must have 4 numbers',
    );
  });

  it('name the field that is wrong', () => {
    const request = (params: object) => ({ type: 'request', id: 1, method: 'train', params });
    expect(() => readToCompute(request({ folder: 7, preset: 'seed' }))).toThrow('train.params.folder must be a string');
    expect(() => readToCompute(request({ folder: '/p' }))).toThrow('train.params.preset must be a string');
    expect(() => readToCompute(request({ folder: '/p', preset: 'seed', epochs: 0.5 }))).toThrow(
      'train.params.epochs must be a whole number from 1',
    );
    expect(() => readToCompute({ type: 'request', id: 1, method: 'delete', params: {} })).toThrow(
      'message.method must be one of train, engines, evaluate',
    );
  });

  it('keep the parameters of a layout within their bounds', () => {
    const project = (projection: object) => () =>
      readToCompute({ type: 'request', id: 1, method: 'project', params: { run: '/r', projection } });
    const tsne = { type: 'tsne', perplexity: 30, iterations: 1000, seed: 1 };
    const umap = { type: 'umap', neighbours: 15, minimumDistance: 0.1, epochs: 200, seed: 1 };
    expect(project(tsne)).not.toThrow();
    expect(project({ ...tsne, perplexity: 1 })).toThrow('projection.perplexity must be a whole number from 2 to 200');
    expect(project({ ...tsne, iterations: 1e9 })).toThrow('projection.iterations');
    expect(project({ ...umap, minimumDistance: Number.NaN })).toThrow('must be a number from 0 to 1');
    expect(project({ ...umap, perplexity: 30 })).toThrow('without the field');
    expect(project({ type: 'pca' })).toThrow(MalformedMessage);
  });

  it('keep the numbers of a sketch within their bounds', () => {
    const sketch = (question: object) => () =>
      readToCompute({ type: 'request', id: 1, method: 'sketch', params: { run: '/r', question } });
    expect(sketch({ type: 'edit', row: 0, point: [1] })).not.toThrow();
    expect(sketch({ type: 'edit', row: 0, point: [Number.NaN] })).toThrow('point[0] must be a number from -1000000');
    expect(sketch({ type: 'between', row: 0, other: 1, steps: 13 })).toThrow(
      'steps must be a whole number from 2 to 12',
    );
    expect(sketch({ type: 'style', row: 0, add: 'A', take: 'B', strength: 2.1 })).toThrow(
      'strength must be a number from 0 to 2',
    );
    expect(sketch({ type: 'style', row: 0, add: 'A', take: 'B', strength: 1, point: [] })).toThrow('without the field');
    expect(sketch({ type: 'poem', row: 0 })).toThrow('question.type must be one of edit, between, style');
  });

  it('may not hold fields that the method does not know', () => {
    const params = { run: '/runs/1', shell: 'rm' };
    expect(() => readToCompute({ type: 'request', id: 1, method: 'evaluate', params })).toThrow(
      'evaluate.params must be without the field "shell"',
    );
  });

  it('are refused with a MalformedMessage and nothing else, whatever is in them', () => {
    const readers = [
      { read: readToCompute, samples: toCompute as unknown[] },
      { read: readFromCompute, samples: fromCompute as unknown[] },
      { read: (value: unknown) => methodReaders.train.progress(value, 'progress'), samples: [trainProgress] },
      { read: (value: unknown) => methodReaders.train.result(value, 'result'), samples: [trainResult] },
      {
        read: (value: unknown) => methodReaders.engines.result(value, 'result'),
        samples: [{ engines: engineStatuses }],
      },
      { read: (value: unknown) => methodReaders.judgeTraining.result(value, 'result'), samples: [trainingJudgement] },
      { read: (value: unknown) => methodReaders.readDocument.result(value, 'result'), samples: [documentAsItStands] },
      { read: (value: unknown) => methodReaders.inspectPassage.result(value, 'result'), samples: [inspection] },
      { read: (value: unknown) => methodReaders.wordErrors.result(value, 'result'), samples: [wordErrors] },
      { read: (value: unknown) => methodReaders.project.progress(value, 'progress'), samples: [projectionProgress] },
      { read: (value: unknown) => methodReaders.project.result(value, 'result'), samples: [projected] },
      { read: (value: unknown) => methodReaders.clusterPassages.result(value, 'result'), samples: [passageClusters] },
      { read: (value: unknown) => methodReaders.passageErrors.result(value, 'result'), samples: [passageErrors] },
      {
        read: (value: unknown) => methodReaders.heldOutFigures.result(value, 'result'),
        samples: [{ figures: heldOutFigures }],
      },
      { read: (value: unknown) => methodReaders.dimensions.result(value, 'result'), samples: [dimensions] },
      { read: (value: unknown) => methodReaders.compareRuns.result(value, 'result'), samples: [comparedRuns] },
      { read: (value: unknown) => methodReaders.sketchBasis.result(value, 'result'), samples: [sketchBasis] },
      { read: (value: unknown) => methodReaders.sketch.result(value, 'result'), samples: [sketches] },
      { read: (value: unknown) => methodReaders.compareNeighbours.result(value, 'result'), samples: [comparedChunk] },
    ];
    expect(refusedOf(readers, 100_000, createRandom(20))).toBeGreaterThan(30_000);
  });
});
