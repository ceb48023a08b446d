import { defineConfig } from 'vitest/config';
import { nativePackage } from './paths.ts';

/** TensorFlow's own library, where `build.ts` could build its package: `npm run test:native`. */
export default defineConfig({
  test: {
    include: [
      'test/native-tensorflow/*.test.ts',
      'test/engine/tfjs-{network,variants}.test.ts',
      'test/parity/fixtures.test.ts',
    ],
    env: { TFJS_NODE: nativePackage },
    globalSetup: ['test/build-first.ts'],
    testTimeout: 60_000,
    maxWorkers: 2,
  },
});
