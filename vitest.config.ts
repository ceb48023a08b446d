import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // In a real VS Code: npm run test:e2e. Trainings of minutes: npm run test:aims. TensorFlow: npm run test:native.
    exclude: ['test/e2e/**', 'test/aims/**', 'test/native-tensorflow/**'],
    globalSetup: ['test/build-first.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Two cores: more workers only take turns.
    maxWorkers: 2,
  },
});
