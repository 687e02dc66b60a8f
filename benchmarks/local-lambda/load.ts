import { type Agent, request } from 'node:http';
import type { Sample } from '../../src/bench/engine/sample.ts';
import { createHttpRequester } from '../../src/bench/http/http-requester.ts';

interface Answer {
  readonly status: number;
  readonly cold: boolean;
  /** From the start of the request to the first byte of its answer. */
  readonly firstByteMs: number;
}

export const ask = (url: string, agent: Agent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const startedMs = performance.now();
    request(url, { agent }, (response) => {
      const firstByteMs = performance.now() - startedMs;
      const cold = response.headers['x-fibimg-cold-start'] === 'true';
      response.resume().once('end', () => {
        resolve({ status: response.statusCode ?? 0, cold, firstByteMs });
      });
    })
      .once('error', reject)
      .end();
  });

interface LoadResult {
  readonly rate: number;
  readonly latenciesMs: readonly number[];
}

const nowUs = (): number => performance.now() * 1000;

/**
 * `connections` clients that ask again as soon as they are answered; anything but a 200 is an error. On the load
 * engine's connections: Node's own client would take more of the machine than the server does.
 */
export const load = async (
  url: string,
  connections: number,
  durationMs: number,
): Promise<LoadResult> => {
  const requester = createHttpRequester({
    url: new URL(url),
    timeoutMs: 30_000,
    keepAlive: true,
    check: false,
    nowUs,
  });
  const send = (): Promise<Sample> =>
    new Promise((resolve) => requester.send({ pixels: undefined }, nowUs(), resolve));
  const latenciesMs: number[] = [];
  const startedMs = performance.now();
  const client = async (): Promise<void> => {
    while (performance.now() - startedMs < durationMs) {
      const { status, startedUs, endedUs } = await send();
      if (status !== 200) throw new Error(`${url} answered ${status}`);
      latenciesMs.push((endedUs - startedUs) / 1000);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const rate = latenciesMs.length / ((performance.now() - startedMs) / 1000);
  await requester.close();
  return { rate, latenciesMs };
};

export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ??
    Number.NaN
  );
};
