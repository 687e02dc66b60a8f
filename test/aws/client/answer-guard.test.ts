import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AwsClients } from '../../../src/aws/client/clients.ts';
import { createLambdaInvoker } from '../../../src/aws/invoke/lambda-invoker.ts';
import { createLoadInvoker } from '../../../src/aws/invoke/load-invoker.ts';
import { discoverStack, listOwnStacks } from '../../../src/aws/stack/stack-discovery.ts';
import { readStackFacts } from '../../../src/aws/stack/stack-facts.ts';
import { sampleMetadata } from '../../contract/sample.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { clientsOn, deployedOn } from '../../support/aws/aws-stores.ts';
import { endless } from '../../support/faults/endless.ts';

beforeEach(() => stubAwsEnv());
afterEach(() => vi.unstubAllEnvs());

/** Clients whose every service is one server of this behaviour, and the sockets that are open there. */
const clientsAt = async (listener: RequestListener, timeoutMs = 10_000) => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients = clientsOn(url, { timeoutMs });
  onTestFinished(async () => {
    await clients.close();
    server.closeAllConnections();
    server.close();
  });
  const openSockets = () =>
    new Promise<number>((resolve, reject) =>
      server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  return { clients, url, openSockets };
};

const all = async <T>(elements: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const element of elements) found.push(element);
  return found;
};

const names = { table: 't', bucket: 'b' };
const stack = {
  name: 's',
  region: 'eu-west-1',
  status: 'CREATE_COMPLETE',
  statusReason: undefined,
  account: undefined,
  tags: {},
  outputs: {},
  resources: [],
  functionName: 'f',
  functionUrl: undefined,
  ...names,
};

const storeOf = (clients: AwsClients) => deployedOn(clients, names);

/** Every reading of AWS whose emptiness would be believed. */
const readings: readonly (readonly [string, (clients: AwsClients) => Promise<unknown>])[] = [
  ['discoverStack', (clients) => discoverStack(clients, 's')],
  ['listOwnStacks', (clients) => listOwnStacks(clients)],
  ['an image', async (clients) => (await storeOf(clients)).store.readImage(1)],
  ['a document', async (clients) => (await storeOf(clients)).store.findMetadata(1)],
  ['all images', async (clients) => all((await storeOf(clients)).store.list())],
  ['an item', async (clients) => (await storeOf(clients)).repository.find(1)],
  ['all items', async (clients) => all((await storeOf(clients)).repository.list())],
  [
    'a stored image',
    async (clients) => (await storeOf(clients)).store.putImage(1, Uint8Array.of(1)),
  ],
  [
    'a stored item',
    async (clients) => (await storeOf(clients)).repository.put(1, sampleMetadata.full),
  ],
];

const foreign = [
  ['an empty body', ''],
  ['a sign-in page', '<!DOCTYPE html><html><body>Sign in</body></html>'],
  ['a list', '[]'],
  ['another document', '<?xml version="1.0"?><Other><Contents/></Other>'],
] as const;

describe('a success that is not AWS’s', () => {
  describe.each(foreign)('%s', (_, body) => {
    test.each(readings)('is no answer to %s', async (_name, read) => {
      const { clients } = await clientsAt((_request, response) => response.end(body));
      await expect(read(clients)).rejects.toMatchObject({
        kind: 'storage',
        message: expect.stringMatching(/^(S3|DynamoDB|CloudFormation) failed /),
        hint: expect.stringContaining('--endpoint-url'),
      });
    });

    test('leaves every part of a stack unread, none of them default', async () => {
      const { clients } = await clientsAt((_request, response) => response.end(body));
      const facts = await readStackFacts(clients, stack);
      expect(facts).toMatchObject({ function: undefined, table: undefined, bucket: undefined });
      expect(facts.unknown.map(({ what }) => what).sort()).toEqual([
        'bucket',
        'concurrency',
        'function',
        'function URL',
        'function policy',
        'table',
      ]);
    });
  });

  test('an empty object lists nothing, and describes nothing', async () => {
    const { clients } = await clientsAt((_request, response) => response.end('{}'));
    const { repository } = await storeOf(clients);
    await expect(all(repository.list())).rejects.toMatchObject({
      why: 'the answer has no Items (status 200)',
    });
    expect(await repository.find(1)).toBeUndefined();
    const { unknown } = await readStackFacts(clients, stack);
    expect(unknown.map(({ what }) => what)).toContain('table');
  });
});

const payload = new TextEncoder().encode('{}');
const request = { functionName: 'f', payload, mode: 'request', logTail: true } as const;

describe('a body without an end', () => {
  const invokers: readonly (readonly [
    string,
    (clients: AwsClients, url: string) => Promise<unknown>,
  ])[] = [
    ...readings.slice(0, 7),
    [
      'a call',
      async (clients) =>
        createLambdaInvoker({ client: await clients.lambda(), timeoutMs: 10_000 }).invoke(request),
    ],
    [
      'a call under load',
      async (clients, url) =>
        createLoadInvoker({
          endpoint: new URL(url),
          region: 'eu-west-1',
          credentials: clients.credentials,
          maxSockets: 1,
          timeoutMs: 10_000,
        }).invoke(request),
    ],
  ];

  test.each(invokers)('costs little memory, and its socket is closed: %s', async (_, read) => {
    const { clients, url, openSockets } = await clientsAt(endless);
    const before = process.memoryUsage().rss;
    await expect(read(clients, url)).rejects.toMatchObject({
      name: 'FibimgError',
      why: expect.stringMatching(/^the answer is larger than \d+ MB/),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20);
    await vi.waitFor(async () => expect(await openSockets()).toBe(0));
  });

  test('that comes slowly ends with the call, and so does its socket', async () => {
    const { clients, url, openSockets } = await clientsAt((_request, response) => {
      response.writeHead(200, { etag: '"e"' });
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    }, 200);
    const { store } = await deployedOn(clients, names, 200);
    const invoker = createLoadInvoker({
      endpoint: new URL(url),
      region: 'eu-west-1',
      credentials: clients.credentials,
      maxSockets: 1,
      timeoutMs: 200,
    });
    const client = await clients.lambda();
    const calls = await Promise.allSettled([
      store.readImage(1),
      discoverStack(clients, 's'),
      createLambdaInvoker({ client, timeoutMs: 200 }).invoke(request),
      invoker.invoke(request),
    ]);
    const late = { status: 'rejected', reason: { kind: 'timeout' } };
    expect(calls).toMatchObject([late, late, late, late]);
    await vi.waitFor(async () => expect(await openSockets()).toBe(0));
  });
});
