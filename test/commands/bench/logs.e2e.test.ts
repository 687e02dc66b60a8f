import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { startLogsServer } from '../../support/aws/logs-server.ts';
import { originalFunction, originalName } from '../../support/aws/original-stack.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { setUp } from '../../support/load/bench-deployed.ts';

afterEach(() => vi.unstubAllEnvs());

const once = [
  ...['--stack', originalName, '--allow-problems', '--yes', '--source', 'generated'],
  ...['--vus', '2', '--iterations', '20', '--ints', '400-403', '--phase', 'warm', '--rounds', '1'],
  ...['--cold-starts', '0', '--logs', '--json'],
];
const group = `/aws/lambda/${originalFunction}`;

/** A stack whose function's log is kept by a stand-in of CloudWatch Logs. */
const withLogs = async () => {
  const logs = await startLogsServer(1000);
  const events: { id: string; timestamp: number; message: string }[] = [];
  logs.groups.set(group, events);
  const rig = await setUp({
    logsUrl: logs.url,
    onLog: (text: string) => {
      const message = text.split('\n').find((line) => line.startsWith('REPORT ')) ?? '';
      events.push({ id: `${events.length}`, timestamp: Date.now(), message });
    },
  });
  return { ...rig, logs };
};

describe('bench --logs', () => {
  it('joins each request by URL to its REPORT line, and prices by what was billed', async () => {
    const rig = await withLogs();
    const { code, out, err } = await rig.bench(once);
    const document = JSON.parse(out) as BenchDocument;
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    const { logs, cost } = document;
    expect(logs).toMatchObject({
      group,
      named: 20,
      unnamed: 0,
      wanted: 20,
      joined: 20,
      unjoined: 0,
    });
    expect(logs?.billed?.count).toBe(20);
    expect(cost?.basis).toBe('billed');
    expect(cost?.usage.billedMs).toBeCloseTo(20 * (logs?.billed?.billedMs ?? 0), 6);
    for (const { clientMs, handlerMs, networkMs, initMs } of logs?.parts ?? []) {
      expect(initMs + handlerMs + networkMs).toBeCloseTo(clientMs, 6);
    }
    expect(err).not.toContain('were not read');
  });

  it('says what it may not read, and keeps the run', async () => {
    const rig = await withLogs();
    rig.logs.deny();
    const { code, out, err } = await rig.bench(once);
    expect(code).toBe(0);
    const { logs, cost } = JSON.parse(out) as BenchDocument;
    expect(logs).toMatchObject({ joined: 0, unjoined: 20, parts: [] });
    expect(logs?.incomplete).toContain('denied FilterLogEvents');
    expect(cost?.basis).toBe('function');
    expect(err).toContain('these credentials need the permission logs:FilterLogEvents');
  });

  it.each([
    [['--logs'], 'the local Lambda has none'],
    [['--url', 'http://127.0.0.1:1', '--logs'], '--log-group /aws/lambda/NAME'],
    [['--function', 'f', '--logs'], 'bring their REPORT lines along'],
  ])('refuses %j', async (argv, problem) => {
    const rig = await setUp();
    const { code, err } = await rig.bench(argv);
    expect([code, err]).toEqual([2, expect.stringContaining(problem)]);
  });
});
