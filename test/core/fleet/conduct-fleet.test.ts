import { describe, expect, test } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import { conductFleet, usualPace } from '../../../src/core/fleet/conduct-fleet.ts';
import { endFleet } from '../../../src/core/fleet/end-fleet.ts';
import type { FleetFolder, FleetTasks } from '../../../src/core/fleet/fleet-ports.ts';
import { type Beat, decodeControl, postIn } from '../../../src/core/fleet/messages.ts';
import { virtualTime } from '../../support/load/virtual-time.ts';

interface Script {
  readonly count?: number;
  /** What a shard does from its start on; the usual is to check in, wait, make load for 10 s and hand in. */
  readonly shard?: (shard: ScriptedShard) => Promise<void>;
  readonly tasks?: Partial<FleetTasks>;
}

interface ScriptedShard {
  readonly index: number;
  readonly arn: string;
  beat(change: Partial<Beat>): void;
  result(text: string): void;
  /** Resolves when the load starts, or is to end. */
  control(): Promise<'start' | 'stop'>;
  stopped(): boolean;
  wait(ms: number): Promise<void>;
  end(): void;
}

const usual = async (shard: ScriptedShard): Promise<void> => {
  shard.beat({ sequence: 1 });
  if ((await shard.control()) === 'stop') return shard.end();
  for (let second = 0; second < 10 && !shard.stopped(); second += 1) {
    await shard.wait(1000);
    shard.beat({ sequence: 2 + second, state: 'running', started: 100 * second });
  }
  shard.result(`result ${shard.index}`);
  shard.beat({ sequence: 100, state: 'ended' });
  shard.end();
};

/** A fleet in memory and in virtual time. */
const conduct = async (script: Script = {}, interruptAtMs?: number) => {
  const { count = 3, shard = usual } = script;
  const { clock, sleep } = virtualTime();
  const objects = new Map<string, string>();
  const ended = new Set<string>();
  const started: string[] = [];
  const stopped: string[] = [];
  const folder: FleetFolder = {
    put: async (name, content) => void objects.set(name, String(content)),
    get: async (name) => objects.get(name),
    clear: async () => objects.clear(),
    sign: async (method, name) => `https://bucket/${name}?${method}`,
  };
  const control = () => decodeControl(objects.get('control.json') ?? '');
  const begin = async (arn: string, call: number): Promise<void> => {
    let post = postIn(objects.get(`assignment-${call}.json`) ?? '', arn);
    while (post === undefined) {
      await sleep(200);
      post = postIn(objects.get(`assignment-${call}.json`) ?? '', arn);
    }
    const { index } = post;
    const nothing = { started: 0, ended: 0, failed: 0, why: '' };
    await shard({
      ...{ index, arn, wait: (ms: number) => sleep(ms) },
      beat: (change) => {
        const now = { index, sequence: 0, state: 'ready', utcMs: clock.elapsedMs() };
        objects.set(`beat-${index}.json`, JSON.stringify({ ...nothing, ...now, ...change }));
      },
      result: (text) => void objects.set(`result-${index}.json`, text),
      control: async () => {
        for (;;) {
          const { startAtMs, stop } = control();
          if (stop) return 'stop';
          if (startAtMs !== null) {
            await sleep(startAtMs - clock.elapsedMs());
            return 'start';
          }
          await sleep(500);
        }
      },
      stopped: () => control().stop,
      end: () => void ended.add(arn),
    });
  };
  const tasks: FleetTasks = {
    run: async ({ count: some }) => {
      const call = started.length / 10;
      const arns = Array.from({ length: some }, (_, index) => `task-${started.length + index}`);
      started.push(...arns);
      for (const arn of arns) void begin(arn, Math.floor(call));
      return { started: arns, failures: [] };
    },
    ended: async () => [...ended].map((arn) => ({ arn, why: 'its task has ended: exit code 1' })),
    startedBy: async () => started,
    stop: async (arn) => void stopped.push(arn),
    ...script.tasks,
  };
  const interrupt = new AbortController();
  if (interruptAtMs !== undefined) {
    void sleep(interruptAtMs).then(() => interrupt.abort(new Error('interrupted')));
  }
  const deps = { tasks, folder, clock, sleep };
  const steps: string[] = [];
  const work = conductFleet(
    deps,
    {
      ...{ run: 'run', count, code: new Uint8Array(), codeSha256: '', plan: '{}' },
      ...{ urlSeconds: 60, gracefulStopMs: 0, pace: usualPace },
      ...{ onStep: (what) => void steps.push(what), onShards: () => {} },
    },
    interrupt.signal,
  );
  const outcome = await work.then(
    (shards) => ({ shards, failure: undefined }),
    (failure: unknown) => ({ shards: [], failure }),
  );
  const tookMs = clock.elapsedMs();
  const end = () => endFleet(deps, 'run');
  return { ...outcome, objects, stopped, steps, tookMs, end, ended };
};

const becameOf = (shards: Awaited<ReturnType<typeof conduct>>['shards']) =>
  shards.map(({ result, lost }) => result ?? lost);

describe('conductFleet', () => {
  test('starts all at one instant and hands in what each has', async () => {
    const starts: number[] = [];
    const { shards, steps, end, objects, stopped } = await conduct({
      count: 23,
      shard: async (shard) => {
        await shard.wait(137 * shard.index);
        await usual({
          ...shard,
          control: async () => {
            const what = await shard.control();
            starts.push(shard.index);
            return what;
          },
        });
      },
    });
    expect(becameOf(shards)).toEqual(Array.from({ length: 23 }, (_, index) => `result ${index}`));
    expect(starts).toHaveLength(23);
    expect(steps).toContain('23 of 23 tasks have checked in');
    expect(await end()).toEqual({ stopped: 0 });
    expect([objects.size, stopped]).toEqual([0, []]);
  });

  test('late and doubled heartbeats are no news, and keep no silent shard alive', async () => {
    const { shards, tookMs } = await conduct({
      shard: async (shard) => {
        if (shard.index !== 1) return usual(shard);
        shard.beat({ sequence: 5 });
        await shard.control();
        shard.beat({ sequence: 9, state: 'running' });
        for (let second = 0; second < 300; second += 1) {
          await shard.wait(1000);
          // What was sent long ago arrives again, and says what is no longer so.
          shard.beat({ sequence: second % 9, state: 'failed', why: 'an old one' });
        }
      },
    });
    expect(becameOf(shards)).toEqual(['result 0', 'nothing was heard of it for 45 s', 'result 2']);
    expect(tookMs).toBeLessThan(70_000);
  });

  test('a shard that ends without a result is lost; one that ended after it is not', async () => {
    const { shards } = await conduct({
      shard: async (shard) => {
        if (shard.index === 2) return usual(shard);
        shard.beat({ sequence: 1 });
        await shard.control();
        if (shard.index === 1) shard.result('result 1');
        shard.end();
      },
    });
    expect(becameOf(shards)).toEqual(['its task has ended: exit code 1', 'result 1', 'result 2']);
  });

  test('nothing starts when a task is lost before, and its words are told', async () => {
    const { failure, objects } = await conduct({
      shard: async (shard) => {
        if (shard.index === 0) shard.beat({ sequence: 1, state: 'failed', why: 'no plan' });
        else shard.beat({ sequence: 1 });
      },
    });
    expect(failure).toMatchObject({
      message: 'shard 0 was lost, and no load was sent',
      why: 'no plan',
    });
    expect(decodeControl(objects.get('control.json') ?? '').startAtMs).toBeNull();
  });

  test('tasks that never check in are waited for only so long', async () => {
    const { failure, tookMs } = await conduct({ shard: async () => {} });
    expect(failure).toMatchObject({ kind: 'timeout', message: 'only 0 of 3 tasks checked in' });
    expect(tookMs).toBeLessThan(310_000);
  });

  test('an interruption ends the load, and what there is is handed in', async () => {
    const { shards, tookMs } = await conduct({}, 10_000);
    expect(becameOf(shards)).toEqual(['result 0', 'result 1', 'result 2']);
    expect(tookMs).toBeLessThan(16_000);
  });

  test('a shard that does not heed it is given up after a while', async () => {
    const { shards, tookMs } = await conduct(
      {
        shard: async (shard) => {
          shard.beat({ sequence: 1 });
          await shard.control();
          for (let n = 2; n < 400; n += 1) {
            shard.beat({ sequence: n, state: 'running' });
            await shard.wait(1000);
          }
        },
      },
      10_000,
    );
    expect(becameOf(shards)).toEqual(Array(3).fill('it did not end in time'));
    expect(tookMs).toBeLessThan(90_000);
  });

  test('before the load starts an interruption is the end of it', async () => {
    const { failure, objects } = await conduct({ shard: async () => {} }, 3000);
    expect(failure).toMatchObject({ message: 'interrupted' });
    expect(decodeControl(objects.get('control.json') ?? '').startAtMs).toBeNull();
  });

  test('who may not describe tasks has heartbeats, and stops all at the end', async () => {
    const ended = async () => {
      throw new FibimgError('denied', 'ECS denied DescribeTasks');
    };
    const { shards, end, stopped, objects } = await conduct({ tasks: { ended } });
    expect(becameOf(shards)).toEqual(['result 0', 'result 1', 'result 2']);
    expect(await end()).toEqual({ stopped: 3 });
    expect([stopped.length, objects.size]).toEqual([3, 0]);
  });
});
