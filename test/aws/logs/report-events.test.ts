import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAwsClients } from '../../../src/aws/client/clients.ts';
import { createReportEvents } from '../../../src/aws/logs/report-events.ts';
import { collectReports } from '../../../src/bench/logs/collect-reports.ts';
import { createKeptRequests } from '../../../src/bench/logs/kept-requests.ts';
import { createReportJoin } from '../../../src/bench/logs/report-join.ts';
import { ended } from '../../bench/ended.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { type StoredEvent, startLogsServer } from '../../support/aws/logs-server.ts';
import { reportJson, reportLine } from './report-lines.ts';

afterEach(() => vi.unstubAllEnvs());

const group = '/aws/lambda/f';
const beganMs = Date.UTC(2026, 10, 21, 10);
const idOf = (at: number): string => `${String(at).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** A real client on a stand-in whose log holds these events, and a clock that only sleeping turns. */
const reading = async (events: readonly StoredEvent[], most?: number) => {
  const server = await startLogsServer();
  server.groups.set(group, [...events]);
  stubAwsEnv({ AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url });
  const clients = createAwsClients({ timeoutMs: 5000, maxAttempts: 1 });
  const client = await clients.cloudWatchLogs();
  const kept = createKeptRequests(most);
  const join = createReportJoin(kept);
  const slept: number[] = [];
  const collect = () =>
    collectReports({
      ...{ events: createReportEvents({ client, group, timeoutMs: 5000 }), join },
      window: { fromMs: beganMs, toMs: beganMs + 1000 },
      clock: { elapsedMs: () => slept.reduce((sum, ms) => sum + ms, 0) },
      sleep: async (ms) => void slept.push(ms),
      signal: new AbortController().signal,
    });
  const ask = (at: number, latencyUs = 100_000): void =>
    kept.add({ ...ended(0, latencyUs), requestId: idOf(at) }, 'load', beganMs + 100);
  return { server, kept, join, collect, ask, slept };
};

const line = (at: number, more: Partial<StoredEvent> = {}): StoredEvent => ({
  ...{ id: `event-${at}`, timestamp: beganMs + at, message: reportLine(idOf(at), 20) },
  ...more,
});

describe('REPORT lines in CloudWatch Logs', () => {
  it('are read page by page, empty pages among them, as text and as JSON', async () => {
    const rig = await reading([
      ...Array.from({ length: 20 }, (_, at) => line(at)),
      line(20, { message: reportJson(idOf(20), 30) }),
      { id: 'start', timestamp: beganMs, message: `START RequestId: ${idOf(1)} Version: $LATEST` },
      { id: 'own', timestamp: beganMs, message: 'a word about REPORT RequestId of its own' },
    ]);
    for (let at = 0; at <= 20; at += 1) rig.ask(at);
    expect(await rig.collect()).toEqual({ reads: 1 });
    expect([rig.join.joined(), rig.join.missing(), rig.slept]).toEqual([21, 0, []]);
    expect(rig.server.requests.length).toBeGreaterThan(10);
    expect(rig.server.requests[0]).toEqual({
      ...{ logGroupName: group, filterPattern: '?"REPORT RequestId" ?"platform.report"' },
      ...{ startTime: beganMs - 60_000, endTime: beganMs + 61_000 },
    });
  });

  it('are waited for when they are late, dropped when doubled, and missed when lost', async () => {
    const rig = await reading([
      line(0),
      line(1, { visibleFrom: 2 }),
      line(2, { visibleFrom: 4 }),
      line(3, { times: 3 }),
      line(4),
      { ...line(4), id: 'event-4-once-more' },
      line(9),
    ]);
    for (const at of [0, 1, 2, 3, 4, 5]) rig.ask(at);
    const { reads, incomplete } = await rig.collect();
    expect([rig.join.joined(), rig.join.missing(), rig.join.others()]).toEqual([5, 1, 1]);
    // Twice too often the third, and once more the fourth.
    expect(rig.join.duplicates()).toBe(2);
    expect(incomplete).toBeUndefined();
    // The last new line comes in the fourth read; half a minute later the sixth request's is taken for lost.
    expect(reads).toBe(8);
    expect(rig.slept).toEqual([1000, 2000, 4000, 8000, 8000, 8000, 8000]);
  });

  it('are given up after two minutes, however many come', async () => {
    const rig = await reading(
      Array.from({ length: 40 }, (_, at) => line(at, { visibleFrom: at + 1 })),
    );
    for (let at = 0; at < 40; at += 1) rig.ask(at);
    const { incomplete } = await rig.collect();
    expect(incomplete).toBe('reading it was given up after 120 s');
    expect(rig.join.joined()).toBeGreaterThan(10);
  });

  it('that may not be read, or whose group does not exist, are an error that says so', async () => {
    const rig = await reading([]);
    rig.ask(0);
    rig.server.groups.clear();
    await expect(rig.collect()).rejects.toMatchObject({
      ...{ kind: 'not_found', message: `log group ${group} does not exist` },
    });
    rig.server.deny();
    await expect(rig.collect()).rejects.toMatchObject({
      kind: 'denied',
      hint: 'these credentials need the permission logs:FilterLogEvents',
    });
  });
});
