import { expect, it, onTestFinished } from 'vitest';
import { createRealScheduler } from '../../../src/bench/engine/real-scheduler.ts';
import { createRequestPlan } from '../../../src/bench/engine/request-plan.ts';
import type { Sample } from '../../../src/bench/engine/sample.ts';
import { openWorkers } from '../../../src/cli/child/open-workers.ts';
import type { LoadEngineOptions } from '../../../src/commands/command/services.ts';
import { createProblems } from '../../../src/config/problems.ts';
import { resolveOptions } from '../../../src/config/resolve-options.ts';
import { settingOptions } from '../../../src/config/settings.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';

it('tells of each request when it was made, on the clock of the machine', async () => {
  const { url } = await startAnswerServer();
  const place = { env: {}, home: '/nowhere', platform: 'linux' } as const;
  const sources = { given: () => [], scenario: undefined, files: [], place };
  const settings = await resolveOptions(settingOptions, sources, createProblems('bench'));
  const scheduler = createRealScheduler(() => Number(process.hrtime.bigint()) / 1000);
  const options: LoadEngineOptions = {
    ...({ engine: 'http', transport: { by: 'url', auth: 'none' } } as const),
    ...{ url: new URL(url), headers: {}, timeoutMs: 30_000, keepAlive: true },
    ...{
      check: false,
      insecure: false,
      requestIds: true,
      dnsTtlMs: 1000,
      workers: 2,
      remote: false,
    },
  };
  const workers = await openWorkers(settings, options, scheduler);
  onTestFinished(() => workers.close());
  const askedUs = scheduler.nowUs();
  const heard: { readonly sample: Sample; readonly nowUs: number }[] = [];
  await workers.engine.run(
    { executor: 'constant-vus', vus: 2, durationMs: 400, thinkTimeMs: 0, gracefulStopMs: 5000 },
    {
      sample: (sample) => heard.push({ sample, nowUs: scheduler.nowUs() }),
      dropped: () => {},
      virtualUsers: () => {},
    },
    new AbortController().signal,
    createRequestPlan(null, 1),
  );
  expect(heard.length).toBeGreaterThan(2);
  const wrong = heard.filter(
    ({ sample, nowUs }) => sample.startedUs < askedUs || sample.endedUs > nowUs,
  );
  expect(wrong).toEqual([]);
});
