import { defineConfig } from 'vitest/config';
import { CountReporter } from './test/support/count-reporter.ts';

/** In real time, so it has the machine to itself after all others. */
const oracle = 'test/bench/oracle.test.ts';

export default defineConfig({
  test: {
    environment: 'node',
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 30_000,
    reporters: ['default', new CountReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'main',
          include: ['test/**/*.test.ts'],
          exclude: [oracle],
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'oracle', include: [oracle], sequence: { groupOrder: 1 } } },
    ],
  },
});
