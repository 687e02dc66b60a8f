import { describe, expect, it } from 'vitest';
import { FibimgError } from '../../src/core/error.ts';
import type { FetchedImage, ImageOrigin } from '../../src/core/service/ports.ts';
import { createAutoOrigin } from '../../src/origin/auto.ts';
import { createPicsumOrigin } from '../../src/origin/picsum.ts';
import { startServer } from './picsum-server.ts';

const fetched: FetchedImage = {
  image: new Uint8Array(1),
  finalUrl: 'offline:',
  contentType: null,
  contentDisposition: null,
};
const offline: ImageOrigin = { fetch: async () => fetched };

const autoOver = (baseUrl: string) => {
  const reasons: string[] = [];
  const online = createPicsumOrigin({ baseUrl, timeoutMs: 2000, userAgent: 'test' });
  const origin = createAutoOrigin({ online, offline, onOffline: (why) => reasons.push(why) });
  return { origin, reasons };
};

describe('auto', () => {
  it('falls back when nothing listens, and says so once', async () => {
    const { origin, reasons } = autoOver('http://127.0.0.1:1');
    expect(await origin.fetch(20)).toBe(fetched);
    expect(await origin.fetch(21)).toBe(fetched);
    expect(reasons).toEqual([expect.stringContaining('ECONNREFUSED')]);
  });

  it('never falls back for a bad answer', async () => {
    const server = await startServer((_, response) => response.writeHead(503).end());
    const { origin, reasons } = autoOver(server.url);
    await expect(origin.fetch(20)).rejects.toBeInstanceOf(FibimgError);
    expect(reasons).toEqual([]);
    await server.close();
  });
});
