import { describe, expect, it } from 'vitest';
import { readFromDashboard } from '../../src/protocol/dashboard-messages.ts';
import { readFromInspector } from '../../src/protocol/inspector-messages.ts';
import { readFromMap } from '../../src/protocol/map-messages.ts';
import { readFromSketch } from '../../src/protocol/sketch-page-messages.ts';
import { readFromSweep } from '../../src/protocol/sweep-page-messages.ts';
import { MalformedMessage } from '../../src/protocol/read-value.ts';

describe.each([
  [
    'the inspector',
    readFromInspector,
    [
      { type: 'ready' },
      { type: 'action', action: 'next' },
      { type: 'action', action: 'sketch' },
      { type: 'copy', text: 'a,b' },
    ],
  ],
  [
    'the dashboard',
    readFromDashboard,
    [
      { type: 'ready' },
      { type: 'action', action: 'map' },
      ...(['pause', 'continue', 'stop', 'resume', 'trainMore'] as const).map((action) => ({
        type: 'action' as const,
        action,
      })),
      { type: 'open', tab: 'training' },
      { type: 'open', tab: 'dimensions' },
      { type: 'passage', action: 'reveal', row: 12 },
      { type: 'passage', action: 'inspect', row: 0 },
      { type: 'copy', text: '' },
      { type: 'open', tab: 'compare' },
      { type: 'compare', question: { about: 'runs', runs: ['/runs/1'] } },
      { type: 'compare', question: { about: 'chunk', runs: [], chunk: null } },
      { type: 'compare', question: { about: 'chunk', runs: [], chunk: { run: '/runs/1', row: 3 } } },
      { type: 'compare', question: { about: 'poems', run: '/runs/1', words: 'sea' } },
      { type: 'compare', question: { about: 'open', run: '/runs/1', row: 3 } },
      { type: 'save', name: 'Loss by epoch', format: 'png', content: Uint8Array.of(1, 2) },
      { type: 'save', name: 'Loss by epoch', format: 'csv', content: 'a,b' },
    ],
  ],
  [
    'the page of a comparison',
    readFromSweep,
    [
      { type: 'ready' },
      ...(['stop', 'resume', 'another'] as const).map((action) => ({ type: 'action' as const, action })),
      { type: 'member', member: 3, action: 'dashboard' },
      { type: 'member', member: 0, action: 'current' },
      { type: 'copy', text: '| a |' },
    ],
  ],
  [
    'the map',
    readFromMap,
    [
      { type: 'ready' },
      { type: 'ask', row: 3 },
      { type: 'choose', row: 0 },
      { type: 'action', action: 'open', row: 1 },
      { type: 'action', action: 'sketch', row: 1 },
      { type: 'sketchBetween', row: 1, other: 0 },
      { type: 'project', projection: { type: 'tsne', perplexity: 30, iterations: 1000, seed: 42 } },
      { type: 'stop' },
      { type: 'clusters' },
      { type: 'search', text: 'sea gull' },
      { type: 'list', rows: Int32Array.of(3, 1) },
      { type: 'table', points: Float32Array.of(1, 2) },
      { type: 'table', points: Float32Array.of(1, 2), rows: Int32Array.of(0) },
      { type: 'save', name: 'Map of poems', format: 'png', content: Uint8Array.of(1, 2) },
    ],
  ],
  [
    'the page of sketches',
    readFromSketch,
    [
      { type: 'ready' },
      { type: 'sketch', id: 7, question: { type: 'edit', row: 3, point: [0.5, -1] } },
      { type: 'sketch', id: 8, question: { type: 'between', row: 3, other: 4, steps: 2 } },
      { type: 'sketch', id: 9, question: { type: 'style', row: 3, add: '', take: 'A', strength: 0 } },
      { type: 'choose', which: 'second' },
      { type: 'open', row: 0 },
    ],
  ],
] as const)('messages of %s', (_, read, messages) => {
  it('are taken as they are', () => {
    for (const message of messages) expect(read(message, 'message')).toEqual(message);
  });

  it('are refused when they have another form', () => {
    const wrong = [
      undefined,
      null,
      7,
      'ready',
      [],
      {},
      { type: 'evil' },
      { type: 'action', action: 'deleteEverything' },
      { type: 'ready', more: 1 },
      { type: 'copy', text: {} },
      { type: 'ask', row: -1 },
      { type: 'choose', row: 1.5 },
      { type: 'action', action: 'open', row: '1' },
      { type: 'open', tab: 'secrets' },
      { type: 'passage', action: 'delete', row: 1 },
      { type: 'passage', action: 'reveal', row: -1 },
      { type: 'passage', action: 'reveal' },
      { type: 'compare', question: null },
      { type: 'compare', question: { about: 'deleting', runs: [] } },
      { type: 'compare', question: { about: 'runs', runs: [7] } },
      { type: 'compare', question: { about: 'chunk', runs: [], chunk: { run: '/runs/1', row: -1 } } },
      { type: 'compare', question: { about: 'open', run: '/runs/1', row: 3, more: 1 } },
      { type: 'save', name: 'x', format: 'exe', content: '' },
      { type: 'save', name: 'x', format: 'csv', content: [1] },
      { type: 'project', projection: { type: 'tsne', perplexity: 1e9, iterations: 1000, seed: 42 } },
      { type: 'project', projection: { type: 'pca' } },
      { type: 'search', text: 7 },
      { type: 'sketch', id: 7, question: { type: 'between', row: 3, other: 4, steps: 1 } },
      { type: 'sketch', id: -1, question: { type: 'edit', row: 3, point: [] } },
      { type: 'sketch', id: 7, question: { type: 'style', row: 3, add: 1, take: 'A', strength: 0 } },
      { type: 'sketchBetween', row: 1 },
      { type: 'choose', which: 'third' },
      { type: 'open', row: -1 },
      { type: 'list', rows: [1, 2] },
      { type: 'list', rows: new Int32Array(10_000) },
      { type: 'table', points: [1, 2] },
      { type: 'table', points: Float32Array.of(1, 2), rows: Float32Array.of(1) },
    ];
    for (const message of wrong)
      expect(() => read(message, 'message'), JSON.stringify(message)).toThrow(MalformedMessage);
  });
});
