import { defineConfig } from 'vitest/config';

/** Trainings of minutes, one after the other: whether the default reaches its aims. `npm run test:aims`. */
export default defineConfig({
  test: {
    include: ['test/aims/*.test.ts'],
    globalSetup: ['test/build-first.ts'],
    testTimeout: 900_000,
    fileParallelism: false,
  },
});
