import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These run in a real VS Code: npm run test:e2e. Those train for minutes: npm run test:aims.
    exclude: ['test/e2e/**', 'test/aims/**'],
    globalSetup: ['test/build-first.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Two cores: more workers only take turns.
    maxWorkers: 2,
  },
});
