import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importDirection } from './test/lint/import-direction.mjs';

export default defineConfig(
  {
    ignores: [
      ...['dist/', 'out/', 'media/', '.vscode-*/', '**/.poetry-explorer/'],
      ...['src/engine/wasm/kernels/', 'src/embeddings/files/row-kernels/'],
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.config.ts'] } } },
    plugins: { rooms: { rules: { 'import-direction': importDirection } } },
    rules: {
      'rooms/import-direction': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // The compiler counts each element of an array as possibly missing; those read within bounds are not.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export it by its name.' },
        { selector: 'ExportAllDeclaration', message: 'Import it from where it lives.' },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // Vitest asks for a default export here.
    files: ['**/vitest.config.ts', 'test/build-first.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Tests take things apart that were made a moment before.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-dynamic-delete': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
