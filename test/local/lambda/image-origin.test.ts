import { describe, expect, it, onTestFinished } from 'vitest';
import { type OriginBehaviour, startImageOrigin } from '../../../src/local/lambda/image-origin.ts';
import { createGeneratedOrigin } from '../../../src/origin/generated.ts';
import { createPicsumOrigin } from '../../../src/origin/picsum.ts';
import { testRng } from './test-rng.ts';

const start = async (behaviour: Partial<OriginBehaviour> = {}) => {
  const drawn: number[] = [];
  const generated = createGeneratedOrigin();
  const origin = {
    fetch: (pixels: number) => {
      drawn.push(pixels);
      return generated.fetch(pixels);
    },
  };
  const defaults = { latencyMs: 0, failureRate: 0, rng: testRng };
  const server = await startImageOrigin(origin, { ...defaults, ...behaviour });
  onTestFinished(() => server.close());
  const { url: baseUrl } = server;
  const client = createPicsumOrigin({ baseUrl, timeoutMs: 5000, userAgent: 'test' });
  return { url: baseUrl, client, drawn };
};

describe('the built-in image origin', () => {
  it('answers as picsum.photos does, with the image that it draws', async () => {
    const { url, client } = await start();
    const fetched = await client.fetch(30);
    expect(fetched).toEqual({
      ...(await createGeneratedOrigin().fetch(30)),
      finalUrl: `${url}/id/1/30/30.jpg?hmac=local`,
    });
  });

  it('draws an image once for many requests', async () => {
    const { client, drawn } = await start();
    await Promise.all([client.fetch(30), client.fetch(30)]);
    await client.fetch(30);
    expect(drawn.filter((pixels) => pixels === 30)).toHaveLength(1);
  });

  it.each(['/', '/0', '/5001', '/abc', '/id/1/30/31.jpg', '/id/2/30/30.jpg'])(
    'has nothing at %s',
    async (path) => {
      const { url } = await start();
      expect((await fetch(url + path)).status).toBe(404);
    },
  );

  it('takes its time, and fails as often as it is told', async () => {
    const draws = [0, 499_999, 500_000, 999_999];
    const rng = { ...testRng, below: () => draws.shift() ?? 0 };
    const { url } = await start({ latencyMs: 60, failureRate: 0.5, rng });
    const startedMs = performance.now();
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await fetch(`${url}/9`)).status);
    expect(statuses).toEqual([503, 503, 200, 200]);
    // Timers may fire a millisecond early.
    expect(performance.now() - startedMs).toBeGreaterThan(4 * 59);
  });
});
