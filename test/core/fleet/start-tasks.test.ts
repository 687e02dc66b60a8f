import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import type { StartedTasks, TaskRequest } from '../../../src/core/fleet/fleet-ports.ts';
import { launchLimits, startTasks } from '../../../src/core/fleet/start-tasks.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

type Answer = (request: TaskRequest, call: number) => StartedTasks;

const fine: Answer = ({ count, token }) => ({
  started: Array.from({ length: count }, (_, index) => `${token}/${index}`),
  failures: [],
});

/** Starts so many tasks on an ECS that answers so, in virtual time. */
const start = async (count: number, answer: Answer = fine, patienceMs = 60_000) => {
  const { clock, sleep } = virtualTime();
  const asked: { readonly request: TaskRequest; readonly atMs: number }[] = [];
  const arns: string[] = [];
  const calls: number[] = [];
  const done = await startTasks(
    {
      ...{ clock, sleep },
      tasks: {
        run: async (request) => {
          asked.push({ request, atMs: clock.elapsedMs() });
          return answer(request, asked.length - 1);
        },
      },
    },
    {
      ...{ count, patienceMs },
      request: async (call) => ({
        ...{ startedBy: 'run', token: `run-${call}`, arguments: [], environment: {} },
      }),
      onStarted: async (call, started) => {
        calls.push(call);
        arns.push(...started);
      },
    },
    new AbortController().signal,
  ).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { failure: done, asked, arns, calls, tookMs: clock.elapsedMs() };
};

describe('startTasks', () => {
  test('any number is started, ten a call at most, and no faster than Fargate starts them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (count) => {
        const { failure, asked, arns } = await start(count);
        expect([failure, new Set(arns).size]).toEqual([undefined, count]);
        let before = 0;
        for (const { request, atMs } of asked) {
          expect(request.count).toBeLessThanOrEqual(launchLimits.eachCall);
          const allowed = launchLimits.burst + (launchLimits.perSecond * atMs) / 1000;
          expect(before).toBeLessThanOrEqual(allowed);
          before += request.count;
        }
      }),
      { numRuns: 25 },
    );
  });

  test('what found no room is asked for again, by another token, until there is', async () => {
    const noRoom = 'Capacity is unavailable at this time. Please try again later';
    const { failure, asked, arns } = await start(12, (request, call) => {
      if (call > 2) return fine(request, call);
      const started = fine({ ...request, count: call === 0 ? 7 : 0 }, call).started;
      return { started, failures: [noRoom] };
    });
    expect([failure, arns]).toEqual([undefined, expect.objectContaining({ length: 12 })]);
    expect(asked.map(({ request }) => request.count)).toEqual([10, 5, 5, 5]);
    expect(new Set(asked.map(({ request }) => request.token)).size).toBe(4);
  });

  test('room that does not come ends it, with how many there were', async () => {
    const { failure, tookMs } = await start(3, () => ({ started: [], failures: ['RESOURCE:ENI'] }));
    expect(failure).toMatchObject({ kind: 'refused', why: 'RESOURCE:ENI' });
    expect(failure).toMatchObject({ message: 'only 0 of 3 tasks could be started' });
    expect(tookMs).toBeLessThan(90_000);
  });

  test('a call whose answer was lost is made again as it was: ECS starts nothing twice', async () => {
    const { failure, asked } = await start(2, (request, call) => {
      if (call === 0) throw new FibimgError('network', 'reset');
      return fine(request, call);
    });
    expect(failure).toBeUndefined();
    expect(asked.map(({ request }) => request.token)).toEqual(['run-0', 'run-0']);
  });

  test.each([
    [
      new FibimgError('storage', 'ECS failed RunTask', {
        why: "ClientException: You've reached the limit on the number of vCPUs you can run concurrently",
      }),
      'the fleet is larger than this account may run',
    ],
    [new FibimgError('denied', 'ECS denied RunTask'), 'ECS denied RunTask'],
  ])('what does not pass is not asked again: %s', async (thrown, message) => {
    const { failure, asked } = await start(20, () => {
      throw thrown;
    });
    expect([asked.length, failure]).toEqual([1, expect.objectContaining({ message })]);
  });

  test('a task that cannot be placed at all is no matter of room', async () => {
    const { failure, asked } = await start(2, () => ({ started: [], failures: ['MISSING'] }));
    expect([asked.length, failure]).toMatchObject([1, { why: 'MISSING' }]);
  });
});
