import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { serviceBody } from '../../support/load/service-body.ts';

const numerically = (a: number, b: number): number => a - b;

it('asks in k6 itself, in two segments, for what the plan asks for, and its points are a run', async () => {
  const folder = await temporaryFolder();
  const intOf = (url: string) => Number(new URL(url, 'http://x').searchParams.get('int'));
  const { url, seen } = await startAnswerServer((request, response) => {
    const cold = { 'x-fibimg-cold-start': 'false', 'x-fibimg-outcome': 'stored' };
    response.writeHead(200, cold).end(serviceBody(intOf(request.url ?? '')));
  });
  const load = ['--rate', '50/s', '-d', '1s', '--vus', '10', '--ints', '400-449', '--seed', '9'];
  const { out } = await runFibimg(['export', 'k6', '--url', url, ...load]);
  const script = join(folder, 'script.js');
  await writeFile(script, out);
  const points = await Promise.all(
    ['0:1/2', '1/2:1'].map(async (segment, index) => {
      const path = join(folder, `${index}.json.gz`);
      const segments = ['--execution-segment', segment, '--execution-segment-sequence', '0,1/2,1'];
      const argv = ['run', '--quiet', '--no-usage-report', ...segments, '--out', `json=${path}`];
      await promisify(execFile)('k6', [...argv, script]);
      return path;
    }),
  );
  const plan = createRequestPlan({ from: 400, to: 449 }, 9);
  const planned = seen.map((_, index) => plan.at({ vu: 0, index }, index)?.pixels ?? 0);
  expect(seen.map(intOf).toSorted(numerically)).toEqual(planned.toSorted(numerically));
  const imported = await runFibimg(['import', 'k6', ...points, '--json', '--no-keep']);
  expect(imported.code, imported.err).toBe(0);
  const { phases } = JSON.parse(imported.out);
  expect(phases[0].classes).toMatchObject({ started: seen.length, ok: seen.length });
  expect(phases[0].metrics).toHaveProperty('http_req_duration{start:warm,outcome:stored}');
});
