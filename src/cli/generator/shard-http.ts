import type { DateLook } from '../../core/fleet/clock-offset.ts';
import type { Clock } from '../../core/service/ports.ts';
import { sleep } from '../../core/sleep.ts';

/** What a shard does over HTTP, by signed URLs: no SDK, no credentials. */
export interface ShardHttp {
  /** Undefined where nothing is there yet; S3 answers so with 403 to who may not list. */
  get(url: string): Promise<string | undefined>;
  put(url: string, text: string): Promise<void>;
  /** The server's date, whatever else it answers. */
  look(url: string): Promise<DateLook>;
}

const timeoutMs = 10_000;
const tries = 5;

export const createShardHttp = ({ now }: Pick<Clock, 'now'>): ShardHttp => {
  const send = (url: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  return {
    async get(url) {
      const response = await send(url);
      const text = await response.text();
      if (response.ok) return text;
      if (response.status === 403 || response.status === 404) return undefined;
      throw new Error(`HTTP ${response.status} to GET ${pathOf(url)}`);
    },
    async put(url, text) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const response = await send(url, { method: 'PUT', body: text });
          await response.arrayBuffer();
          if (response.ok) return;
          throw new Error(`HTTP ${response.status} to PUT ${pathOf(url)}`);
        } catch (thrown) {
          if (attempt === tries) throw thrown;
          await sleep(100 * 2 ** attempt);
        }
      }
    },
    async look(url) {
      const sentMs = now().getTime();
      const response = await send(url);
      const receivedMs = now().getTime();
      await response.arrayBuffer();
      const dateMs = Date.parse(response.headers.get('date') ?? '');
      if (Number.isNaN(dateMs)) throw new Error(`${pathOf(url)} was answered without a date`);
      return { sentMs, receivedMs, dateMs };
    },
  };
};

/** The rest of a signed URL lets people in. */
const pathOf = (url: string): string => new URL(url).pathname;
