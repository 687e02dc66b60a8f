import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { stubAwsEnv } from '../support/aws/aws-env.ts';
import { runFibimg } from '../support/cli/run-fibimg.ts';
import { endless } from '../support/faults/endless.ts';

beforeEach(() => stubAwsEnv());
afterEach(() => vi.unstubAllEnvs());

const startEndless = async () => {
  const server = createServer(endless);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

test.each([
  [['stack']],
  [['stack', 's']],
  [['invoke', '--function', 'f']],
  [['invoke', '--function', 'f', '--repeat', '3', '--parallel', '3']],
  [['get', '--table', 't', '--bucket', 'b', '--int', '5']],
  [['bench', '--function', 'f', '--iterations', '5', '--vus', '2']],
])(
  'a body without an end ends %j early, with little memory',
  async (argv) => {
    const url = await startEndless();
    const before = process.memoryUsage().rss;
    const { code, out, err } = await runFibimg([
      ...argv,
      '--endpoint-url',
      url,
      '--timeout',
      '20s',
    ]);
    expect(code).toBe(1);
    expect(out + err).not.toContain('bug');
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20);
  },
  30_000,
);
