import { distinctInts } from '../../core/service/ints.ts';
import type { Threshold } from '../threshold/threshold.ts';
import { k6ScenarioOf } from './k6-load.ts';
import type { K6Run } from './k6-run.ts';
import { scriptBody } from './k6-script-body.ts';
import { k6ThresholdsOf } from './k6-thresholds.ts';

interface K6Script {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly dnsTtlMs: number;
  readonly thresholds: readonly Threshold[];
  readonly run: K6Run;
}

/** k6's own set, and what tells the points of one request from those of another. */
const systemTags = [
  ...['check', 'error', 'error_code', 'expected_response', 'group', 'method', 'name', 'proto'],
  ...['scenario', 'service', 'status', 'subproto', 'tls_version', 'url', 'vu', 'iter'],
] as const;

/** A script that makes the same requests in k6, and says of each what `bench` would have. Throws a usage error for what k6 cannot do. */
export const k6Script = ({ url, headers, dnsTtlMs, thresholds, run }: K6Script): string => {
  const { load, ints, timeoutMs, keepAlive, insecure, check, target } = run.scenario;
  const options = {
    scenarios: { load: k6ScenarioOf(load, timeoutMs) },
    thresholds: k6ThresholdsOf(thresholds),
    ...{ noConnectionReuse: !keepAlive, insecureSkipTLSVerify: insecure },
    dns: { ttl: Number.isFinite(dnsTtlMs) ? `${dnsTtlMs}ms` : 'inf' },
    ...{ systemTags, userAgent: 'fibimg' },
  };
  const most = ints === null ? 5000 : (distinctInts(ints).at(-1) ?? 0);
  const settings = {
    ...addressOf(url, ints !== null),
    ...{ check, thinkTimeS: load.thinkTimeMs / 1000, timeoutMs, largestInt: most },
    // Without a name, each integer would be a time series of its own.
    params: {
      ...{ headers: { accept: '*/*', ...headers }, timeout: `${timeoutMs}ms`, redirects: 0 },
      ...{ responseType: 'text', tags: { name: target } },
    },
  };
  return [
    `${comment}\n\n${imports}`,
    `const run = ${json(run)};`,
    `const settings = ${json(settings)};`,
    `export const options = ${json(options)};`,
    scriptBody,
  ].join('\n\n');
};

const comment = `// Written by fibimg export k6: the load of fibimg bench as a script for k6 0.41 or later.
// fibimg import k6 POINTS... reads what k6 run --out json=POINTS writes of it.`;

const imports = `import http from 'k6/http';
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { SharedArray } from 'k6/data';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';`;

const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** k6 has no URL: what stands before the integer. */
const addressOf = (url: URL, asks: boolean) => {
  const address = new URL(url);
  address.hash = '';
  if (!asks) return { address: address.href, asks };
  address.searchParams.delete('int');
  const { href, search } = address;
  return { address: `${href}${search === '' ? '?' : '&'}int=`, asks };
};
