import { parseDurationMs } from '../../config/duration.ts';
import { FibimgError } from '../../core/error.ts';

/** Reads `ttl=5m`, `ttl=0` (ask for each connection) or `ttl=inf` (ask once), as k6 does; the result is in milliseconds. */
export const parseDnsTtl = (text: string): number => {
  const [, ttl = ''] = /^ttl=(.+)$/.exec(text) ?? [];
  if (ttl === 'inf') return Number.POSITIVE_INFINITY;
  const ttlMs = ttl === '0' ? 0 : parseDurationMs(ttl);
  if (ttlMs !== undefined) return ttlMs;
  throw new FibimgError('usage', `${JSON.stringify(text)} is not understood`, {
    why: 'of the parts that k6 knows, fibimg takes ttl; connections use the addresses of a name in turn',
    hint: '--dns ttl=5m, --dns ttl=0 to ask for each connection, or --dns ttl=inf to ask once',
  });
};
