import { expect, it } from 'vitest';
import type { ServicesFactory } from '../../../src/cli/run-cli.ts';
import { createServices } from '../../../src/cli/wiring/wiring.ts';
import { FibimgError } from '../../../src/core/error.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';

it('goes on serving when its log is full, and says so once', async () => {
  const io = createTestIo();
  const written: string[] = [];
  const stdout = {
    ...io.stdout,
    write: async (chunk: string | Uint8Array) => {
      if (written.push(String(chunk)) > 1) throw new FibimgError('output', 'the disk is full');
    },
  };
  const services: ServicesFactory = (given, settings) => ({
    ...createServices(given, settings),
    startLocalLambda: async ({ onLog }) => {
      setTimeout(() => {
        for (const id of ['a', 'b', 'c']) onLog?.(`REPORT RequestId: ${id}\n`);
        setTimeout(() => io.interruptWith('SIGINT'), 10);
      }, 10);
      const none = { total: 0, max: 0 };
      const counted = {
        ...{ accepted: 0, duplicated: 0, handled: 0, retried: 0 },
        ...{ deadLettered: 0, givenUp: 0 },
      };
      return {
        ...{ url: 'http://127.0.0.1:1/', invokeEndpoint: '', functionName: 'f' },
        stats: () => ({
          ...{ invocations: 3, throttled: 0, functionErrors: 0, coldStarts: 1 },
          ...{ initMs: none, spawnQueueMs: none, environments: { busy: 0, idle: 1 } },
          events: { ...counted, pending: 0 },
        }),
        resize: () => {},
        recycleEnvironments: () => {},
        emptyStore: async () => {},
        close: async () => 0,
        abort: async () => {},
      };
    },
  });
  const { code, err } = await runFibimg(['serve'], { io: { ...io, stdout }, services });
  expect(written).toHaveLength(4);
  expect(code).toBe(130);
  expect(err.match(/the log is not written any more: the disk is full/g)).toHaveLength(1);
  expect(err).toContain('served 3 invocations');
});
