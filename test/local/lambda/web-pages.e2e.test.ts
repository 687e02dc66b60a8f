import { request } from 'node:http';
import { expect, it } from 'vitest';
import { useLocalLambda } from './local-lambda-fixture.ts';

const start = useLocalLambda();

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
}

const statusOf = (url: string, { path = '/?int=5', method = 'GET', headers }: Sent) =>
  new Promise<number>((resolve, reject) => {
    const sent = request(new URL(path, url), { method, headers }, (response) => {
      resolve(response.resume().statusCode ?? 0);
    });
    sent.on('error', reject).end(method === 'POST' ? '{}' : undefined);
  });

const invocation = '/2015-03-31/functions/GetFibonacciImage/invocations';

it('a web page can neither ask the function nor invoke it, and none is counted', async () => {
  const { url, stats } = await start();
  const pages: readonly Sent[] = [
    { headers: { origin: 'https://evil.example' } },
    { headers: { origin: 'null' } },
    { headers: { 'sec-fetch-site': 'cross-site' } },
    { headers: { host: 'rebound.evil.example' } },
    { headers: { host: 'localhost.evil.example:3001' } },
    { method: 'OPTIONS', headers: { origin: 'https://evil.example' } },
    {
      method: 'POST',
      path: invocation,
      headers: { origin: 'https://evil.example', 'content-type': 'text/plain' },
    },
    { method: 'POST', path: invocation, headers: { host: 'rebound.evil.example' } },
  ];
  for (const page of pages) expect(await statusOf(url, page)).toBe(403);
  expect(stats().invocations).toBe(0);
});

it.each(['localhost', 'localhost:9999', '127.0.0.1', '[::1]:3001', 'LOCALHOST:1'])(
  'a program that asks %s is answered',
  async (host) => {
    const { url } = await start();
    expect(await statusOf(url, { headers: { host, 'sec-fetch-site': 'none' } })).toBe(200);
  },
);
