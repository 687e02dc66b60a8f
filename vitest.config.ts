import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { CountReporter } from './test/support/count-reporter.ts';

/** Starts processes, or takes real seconds. */
const endToEnd = 'test/**/*.e2e.test.ts';
/** In real time, so each has the machine to itself after all others. */
const oracle = 'test/bench/oracle.test.ts';
const knownTruth = 'test/commands/bench/known-truth.test.ts';

/** Where the benches of tests leave their runs. */
const stateHome = mkdtempSync(join(tmpdir(), 'fibimg-test-state-'));
process.on('exit', () => rmSync(stateHome, { recursive: true, force: true }));

export default defineConfig({
  test: {
    environment: 'node',
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      FIBIMG_TEST_STATE_HOME: stateHome,
    },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // One more than there are cores: many tests wait for a process or a socket.
    maxWorkers: availableParallelism() + 1,
    reporters: ['default', new CountReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [endToEnd, oracle, knownTruth],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'process', include: [endToEnd], sequence: { groupOrder: 0 } },
      },
      { extends: true, test: { name: 'oracle', include: [oracle], sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: { name: 'known-truth', include: [knownTruth], sequence: { groupOrder: 2 } },
      },
    ],
  },
});
