import type { RequestListener } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { originalFunction } from '../../support/aws/original-stack.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { setUp } from '../../support/load/bench-deployed.ts';
import { runBenchJson } from '../../support/load/bench-run.ts';

afterEach(() => vi.unstubAllEnvs());

const part = ['--shard', '0/2', '--seed', '1', '--no-check', '--no-keep'];
const load = ['--rate', '50', '--duration', '200ms'];

/** A part of a run against a server whose answers have these headers. */
const runPart = async (answer: RequestListener, env: Readonly<Record<string, string>> = {}) => {
  const methods: string[] = [];
  const { url } = await startAnswerServer((request, response) => {
    methods.push(request.method ?? '');
    answer(request, response);
  });
  const { code, document } = await runBenchJson(['--url', url, ...part, ...load], { env });
  expect(code).toBe(0);
  const looks = methods.filter((method) => method === 'HEAD').length;
  return { document, looks, host: new URL(url).host };
};

const dated =
  (shiftMs: number): RequestListener =>
  (_, response) => {
    response.setHeader('date', new Date(Date.now() + shiftMs).toUTCString());
    response.end('{}');
  };

it("measures a part's clock by the target's dates", async () => {
  const { document, looks, host } = await runPart(dated(3000));
  const { clock, selfCheck } = document;
  expect(clock?.source).toBe(`the dates of ${host}, at the edges of their seconds`);
  expect(Math.abs((clock?.offsetMs ?? 0) - 3000)).toBeLessThanOrEqual((clock?.boundMs ?? 0) + 2);
  expect(clock?.boundMs).toBeLessThan(250);
  expect(looks).toBeLessThanOrEqual(8);
  expect(selfCheck.reasons).toContainEqual(expect.stringMatching(/^its clock is \d+ ms off$/));
});

it.each<[string, RequestListener]>([
  [
    'its answers have no date',
    (_, response) => {
      response.sendDate = false;
      response.end('{}');
    },
  ],
  [
    'its answers come from a cache',
    (_, response) => {
      response.setHeader('age', '7');
      response.end('{}');
    },
  ],
  [
    'ECONNRESET',
    ({ method }, response) => {
      if (method === 'HEAD') response.destroy();
      else response.end('{}');
    },
  ],
])('says why a clock was not measured: %s', async (why, answer) => {
  const { document, looks } = await runPart(answer);
  expect(document.clock).toEqual({
    ...{ offsetMs: null, boundMs: null },
    source: `not measured: the target told no time (${why})`,
  });
  expect(looks).toBe(1);
  expect(document.selfCheck.reasons.join()).not.toContain('its clock');
});

it('takes the word of ECS for the clock of a task, and asks the target nothing', async () => {
  const ClockDrift = { ClockSynchronizationStatus: 'SYNCHRONIZED', ClockErrorBound: 0.5 };
  const task = { TaskARN: 'arn:aws:ecs:eu-west-1:123456789012:task/a/b', ClockDrift };
  const metadata = await startAnswerServer((_, response) => response.end(JSON.stringify(task)));
  const env = { ECS_CONTAINER_METADATA_URI_V4: metadata.url.slice(0, -1) };
  const { document, looks } = await runPart(dated(3000), env);
  const source = 'the task metadata of ECS';
  expect(document.clock).toEqual({ offsetMs: 0, boundMs: 0.5, source });
  expect([looks, metadata.seen]).toEqual([0, ['/task']]);
});

it("looks at Lambda's own dates where the function is invoked directly", async () => {
  const rig = await setUp();
  const invoked = ['--function', originalFunction, '--yes', '--json', ...load];
  const { code, out, err } = await rig.bench([...invoked, '--shard', '0/2', '--seed', '1']);
  expect([code, err]).toEqual([0, expect.any(String)]);
  const { clock, phases } = JSON.parse(out) as BenchDocument;
  const host = new URL(rig.endpointUrl).host;
  expect(clock?.source).toBe(`the dates of ${host}, at the edges of their seconds`);
  expect(Math.abs(clock?.offsetMs ?? 9999)).toBeLessThanOrEqual((clock?.boundMs ?? 0) + 20);
  // No look was an invocation.
  expect(rig.lambda.stats().invocations).toBe(phases[0]?.classes.started);
});

it('measures no clock of a run that is no part', async () => {
  const { url, seen } = await startAnswerServer();
  const { document } = await runBenchJson(['--url', url, '--no-check', '--no-keep', '-i', '10']);
  expect([document.clock, seen.length]).toEqual([undefined, 10]);
});
