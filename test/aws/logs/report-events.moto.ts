import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createReportEvents } from '../../../src/aws/logs/report-events.ts';
import { collectReports } from '../../../src/bench/logs/collect-reports.ts';
import { createKeptRequests } from '../../../src/bench/logs/kept-requests.ts';
import { createReportJoin } from '../../../src/bench/logs/report-join.ts';
import { ended } from '../../bench/ended.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn } from '../../support/aws/aws-stores.ts';
import { startMoto } from '../../support/aws/moto.ts';
import { reportJson, reportLine } from './report-lines.ts';

const logGroupName = '/aws/lambda/f';
const logStreamName = '2026/11/21/[$LATEST]a';

let moto: Awaited<ReturnType<typeof startMoto>>;

beforeAll(async () => {
  stubAwsEnv();
  moto = await startMoto();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await moto.close();
});

test("REPORT lines are found among a log's other lines, and joined", async () => {
  const clients = clientsOn(moto.url);
  const client = await clients.cloudWatchLogs();
  // What our own clients never ask for is answered with nothing, which they refuse.
  const writer = new CloudWatchLogsClient({ endpoint: moto.url });
  await writer.send(new CreateLogGroupCommand({ logGroupName }));
  await writer.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const now = Date.now();
  const messages = [
    'START RequestId: a Version: $LATEST',
    reportLine('a', 20, { initMs: 150 }),
    reportLine('b', 25),
    reportJson('c', 30),
    'END RequestId: c',
  ];
  const logEvents = messages.map((message, at) => ({ timestamp: now + at, message }));
  await writer.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  writer.destroy();
  const kept = createKeptRequests();
  for (const requestId of ['a', 'b', 'c', 'd']) {
    kept.add({ ...ended(0, 400_000), requestId }, 'load', now);
  }
  const join = createReportJoin(kept);
  let elapsedMs = 0;
  await collectReports({
    events: createReportEvents({ client, group: logGroupName, timeoutMs: 5000 }),
    join,
    window: { fromMs: now, toMs: now + 10 },
    clock: { elapsedMs: () => elapsedMs },
    sleep: async (ms) => {
      elapsedMs += ms;
    },
    signal: new AbortController().signal,
  });
  expect([join.joined(), join.missing(), join.others(), join.duplicates()]).toEqual([3, 1, 0, 0]);
  expect(join.parts().map(({ start, count }) => [start, count])).toEqual([
    ['cold', 1],
    ['warm', 2],
  ]);
  await clients.close();
});
