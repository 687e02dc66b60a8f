import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { startLambdaApiServer } from '../../support/aws/lambda-api-server.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { startAnswerServer } from '../../support/load/answer-server.ts';
import { runBench, runBenchJson } from '../../support/load/bench-run.ts';
import { elsewhere } from '../../support/load/elsewhere.ts';

afterEach(() => vi.unstubAllEnvs());

const partsOf = ({ network }: BenchDocument) => {
  const [parts, ...more] = network?.parts ?? [];
  if (parts === undefined || more.length > 0) throw new Error('one population was expected');
  return parts;
};

const slowly = () =>
  startAnswerServer((_request, response) => {
    setTimeout(() => response.end('{"fine":true}'), 60);
  });

describe('the network, apart from what is behind it,', () => {
  it('is measured beside a load by URL, on connections that are none of its requests', async () => {
    const { url, seen } = await slowly();
    const args = ['--url', url, '--no-check', '--vus', '2', '--iterations', '20'];
    const { code, document } = await runBenchJson(args, { services: elsewhere });
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    expect(seen).toHaveLength(20);
    expect(document.network).toMatchObject({
      ...{ to: 'target', addressFamily: 'IPv4', failed: 0 },
      ...{ clientRegion: null, targetRegion: null },
    });
    const { totalMs, networkMs, functionMs, platformMs } = partsOf(document);
    expect(totalMs).toBeGreaterThan(59);
    expect(networkMs).toBeLessThan(totalMs / 2);
    expect([functionMs, platformMs]).toEqual([null, null]);
  });

  it('is said under the populations', async () => {
    const { url } = await slowly();
    const args = ['--url', url, '--no-check', '--vus', '2', '--iterations', '6'];
    const env = { AWS_EXECUTION_ENV: 'CloudShell', AWS_REGION: 'eu-west-1' };
    const { out } = await runBench(args, { services: elsewhere, env });
    const text = out.replaceAll(/\n */g, ' ');
    expect(text).toMatch(
      /Network round trip: [\d.]+ [mµ]s \(1 TCP connect over IPv4\), from eu-west-1 to an unknown region\./,
    );
    expect(text).toMatch(
      /Of a request's \d+(\.\d+)? ms: network [\d.]+ [mµ]s, function and platform [\d.]+ ms\./,
    );
  });

  it('and from the function by what the log reports', async () => {
    stubAwsEnv();
    const report = [
      'REPORT RequestId: 2f1d5b4e-0f6c-4c38-a6ac-5d6b0f0f7a11\tDuration: 9.00 ms',
      'Billed Duration: 9 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t\n',
    ];
    await using lambda = await startLambdaApiServer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return { body: '{"fine":true}', log: report.join('\t') };
    });
    const args = ['--function', 'f', '--endpoint-url', lambda.url, '--no-check', '--yes'];
    const load = ['--vus', '2', '--iterations', '20'];
    const { code, document } = await runBenchJson([...args, ...load], { services: elsewhere });
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    expect(document.network).toMatchObject({ to: 'target', targetRegion: 'eu-west-1' });
    const { start, totalMs, networkMs, functionMs, platformMs } = partsOf(document);
    expect([start, functionMs]).toEqual(['warm', 9]);
    expect(networkMs + 9 + (platformMs ?? 0)).toBeCloseTo(totalMs, 6);
    expect(platformMs).toBeGreaterThan(20);
  });

  it('is not measured on this machine', async () => {
    const { url } = await startAnswerServer();
    const { document } = await runBenchJson(['--url', url, '--no-check', '--iterations', '4']);
    expect(document.network).toBeUndefined();
  });
});
