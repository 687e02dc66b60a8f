import { Agent, request } from 'node:http';

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

/** `connections` clients that ask again as soon as they are answered; anything but a 200 is an error. */
export const load = async (
  url: string,
  connections: number,
  durationMs: number,
): Promise<LoadResult> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  const startedMs = performance.now();
  const client = async (): Promise<void> => {
    while (performance.now() - startedMs < durationMs) {
      const { status, firstByteMs } = await ask(url, agent);
      if (status !== 200) throw new Error(`${url} answered ${status}`);
      latenciesMs.push(firstByteMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const rate = latenciesMs.length / ((performance.now() - startedMs) / 1000);
  agent.destroy();
  return { rate, latenciesMs };
};

export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ??
    Number.NaN
  );
};
