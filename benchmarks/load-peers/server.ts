/**
 * The target of `load-peers.ts`, on a core of its own: a right answer after a fixed time, and its own record of how
 * long each took. A second port, always plain HTTP, gives the record since the last one and begins anew; at `/count` it
 * says how many there were so far, and goes on.
 * DELAY_MS [FILE], a file of JSON with `key` and `cert` for HTTPS.
 */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { responseBody } from '../../src/core/service/response.ts';

export interface ServerRecord {
  readonly requests: number;
  /** Milliseconds, by percentile. */
  readonly latencyMs: Readonly<Record<string, number>>;
}

const delayMs = Number(process.argv[2]);
const context = {
  awsRequestId: '8f5c4f8e-0000-4000-8000-000000000000',
  deadlineMs: 1_767_261_628_000,
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:GetFibonacciImage',
  traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793',
};
const metadata = {
  originalUrl: 'https://picsum.photos/500',
  redirectedUrl: 'https://fastly.picsum.photos/id/1/500/500.jpg?hmac=x',
  imageLocation: 'image/500.jpg',
  contentDisposition: ['inline; filename="1-500x500.jpg"'],
  contentType: ['image/jpeg'],
  created: '2026-01-01 10:00:00',
};
const body = responseBody({
  context,
  now: new Date('2026-01-01T10:01:00Z'),
  pixels: 500,
  metadata,
});
const headers = {
  'content-type': 'application/json',
  'content-length': body.length,
  'x-fibimg-cold-start': 'false',
  'x-fibimg-outcome': 'stored',
  'x-fibimg-environment': '0123456789abcdef',
};

const taken = new Float64Array(8_000_000);
let requests = 0;

const takeRecord = (): ServerRecord => {
  const sorted = taken.subarray(0, Math.min(requests, taken.length)).slice().sort();
  const at = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
  const record = { requests, latencyMs: { 50: at(50), 95: at(95), 99: at(99) } };
  requests = 0;
  return record;
};

const serve: RequestListener = (_request, response) => {
  const arrived = performance.now();
  const answer = (): void => {
    response.writeHead(200, headers);
    response.end(body);
    taken[requests % taken.length] = performance.now() - arrived;
    requests += 1;
  };
  if (delayMs === 0) answer();
  else setTimeout(answer, delayMs);
};
const listen = (server: Server | ReturnType<typeof createTlsServer>): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
const identity = process.argv[3];
const target =
  identity === undefined
    ? createServer(serve)
    : createTlsServer(JSON.parse(readFileSync(identity, 'utf8')), serve);
const record = createServer(({ url }, response) => {
  // Who asks is busy with running tools for so long that a kept connection would be gone.
  const told = url === '/count' ? requests : takeRecord();
  response.writeHead(200, { connection: 'close' }).end(JSON.stringify(told));
});
console.log(await listen(target), await listen(record));
