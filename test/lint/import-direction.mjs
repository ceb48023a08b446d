import path from 'node:path';

const below = ['corpus', 'embeddings', 'model', 'engine', 'runs', 'passages', 'training', 'analysis'];

/**
 * The rooms of src/ (and the webview pages), with the rooms each may import: whole, or for their types only. A room is
 * a folder, or a file that stands by itself.
 */
const rooms = {
  corpus: { values: [] },
  embeddings: { values: ['corpus'] },
  model: { values: [] },
  engine: { values: ['model'] },
  runs: { values: ['model'] },
  passages: { values: ['corpus'], types: ['model'] },
  training: { values: ['corpus', 'embeddings', 'model', 'engine', 'runs'] },
  analysis: { values: ['runs', 'engine', 'passages'], types: ['corpus', 'model'] },
  protocol: { values: [], types: below },
  compute: { values: [...below, 'protocol'] },
  vscode: { values: ['protocol', 'runs', 'passages'], types: ['corpus'] },
  'extension.ts': { values: ['vscode'] },
  cli: { values: [...below, 'protocol', 'compute'] },
  'cli.ts': { values: [...below, 'protocol', 'compute', 'cli'] },
  webview: { values: ['protocol'] },
};

/** How a problem is told to a person is everyone's, but for the rooms that throw plain errors. */
const userError = { file: 'src/corpus/user-error.ts', notIn: ['model', 'protocol', 'webview'] };

/** Only these know VS Code. */
const vscodeRooms = ['vscode', 'extension.ts'];

/** An ESLint rule that keeps the imports between rooms in the direction of the design, and `vscode` in its own room. */
export const importDirection = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      direction: '{{from}} may not import {{to}}, only {{allowed}}.',
      typesOnly: '{{from}} may import only types of {{to}}: write `import type`.',
      outside: '{{from}} may not import {{imported}}, which is in no room.',
      unlisted: 'The room {{from}} is not listed in test/lint/import-direction.mjs.',
      vscode: '{{from}} may not import vscode: only src/vscode and src/extension.ts may.',
    },
  },
  create(context) {
    const from = roomOf(path.relative(context.cwd, context.filename));
    if (from === undefined) return {};
    if (!(from in rooms)) return { Program: (node) => context.report({ node, messageId: 'unlisted', data: { from } }) };
    const { values, types = [] } = rooms[from];

    const check = (node, imported, typesOnly) => {
      const report = (messageId, data) => context.report({ node, messageId, data: { from, imported, ...data } });
      if (imported === 'vscode' && !vscodeRooms.includes(from)) report('vscode');
      if (!imported?.startsWith?.('.')) return;
      const target = path.relative(context.cwd, path.resolve(path.dirname(context.filename), imported));
      const to = roomOf(target);
      if (to === undefined) return report('outside');
      if (to === from || values.includes(to)) return;
      if (target === path.normalize(userError.file) && !userError.notIn.includes(from)) return;
      if (types.includes(to)) {
        if (!typesOnly) report('typesOnly', { to });
        return;
      }
      const allowed = [...values, ...types.map((room) => `types of ${room}`)].join(', ') || 'itself';
      report('direction', { to, allowed });
    };

    return {
      ImportDeclaration: (node) => check(node, node.source.value, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node, node.source?.value, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source.value, false),
      TSImportType: (node) => check(node, node.source?.value, true),
    };
  },
};

/** The room of a file, by its path from the root of the repository. */
function roomOf(file) {
  const [top, room] = file.split(path.sep);
  if (top === 'webview') return top;
  return top === 'src' ? room : undefined;
}
