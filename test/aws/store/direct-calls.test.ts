import { Agent } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AwsClients, createAwsClients } from '../../../src/aws/client/clients.ts';
import { openDirectItems, openDirectObjects } from '../../../src/aws/store/direct-calls.ts';
import { FibimgError } from '../../../src/core/error.ts';
import { sampleMetadata } from '../../contract/sample.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { createTable, deployedOn, directOn } from '../../support/aws/aws-stores.ts';
import { startDynamoServer } from '../../support/aws/dynamo-server.ts';
import { createBucket } from '../../support/aws/s3/s3-bucket.ts';
import { startS3Server } from '../../support/aws/s3/s3-server.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../../support/faults/fault-proxy.ts';

const names = { table: 'direct-table', bucket: 'direct-bucket' };
const clock = { now: () => new Date() };
const shared = { region: 'eu-west-1', timeoutMs: 10_000, maxAttempts: 1 };

describe('whatever goes wrong, it is told as by the SDK', () => {
  let servers: readonly { close(): Promise<void> }[];
  let proxies: readonly [FaultProxy, FaultProxy];
  let clients: readonly [AwsClients, AwsClients];

  beforeAll(async () => {
    stubAwsEnv();
    const [s3, dynamo] = await Promise.all([startS3Server(), startDynamoServer()]);
    s3.buckets.set(names.bucket, createBucket());
    proxies = [await startFaultProxy(s3.url), await startFaultProxy(dynamo.url)];
    const [onS3, onDynamo] = proxies.map(({ url }) =>
      createAwsClients({ endpointUrl: url, ...shared }),
    );
    if (onS3 === undefined || onDynamo === undefined) throw new Error('two clients');
    clients = [onS3, onDynamo];
    servers = [...clients, ...proxies, s3, dynamo];
    await createTable(await onDynamo.dynamoDb(), names.table);
  });
  afterAll(async () => {
    for (const each of servers) await each.close();
    vi.unstubAllEnvs();
  });
  beforeEach(() => {
    for (const proxy of proxies) proxy.plan = undefined;
  });

  const callsOf = async (open: typeof deployedOn, timeoutMs?: number) => {
    const [{ store }, { repository }] = await Promise.all([
      open(clients[0], names, timeoutMs),
      open(clients[1], names, timeoutMs),
    ]);
    return [
      () => store.findMetadata(1),
      () => store.readImage(1),
      () => store.putImage(1, Uint8Array.of(1)),
      () => store.putMetadata(1, sampleMetadata.full),
      () => repository.find(1),
      () => repository.put(1, sampleMetadata.full),
    ];
  };

  const told = async (call: () => Promise<unknown>): Promise<unknown> => {
    const thrown = await call().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(thrown instanceof FibimgError)) throw new Error('no error of ours', { cause: thrown });
    const { kind, message, why, hint, cause } = thrown;
    const { code, status } = Object(cause);
    return { kind, message, hint, code, status, why: why?.replace(/ \(request id .*\)$/, '') };
  };

  const error = (status: number, code: string): Fault => ({ kind: 'error', status, code });

  test.each<[string, Fault]>([
    ['expired credentials', error(400, 'ExpiredTokenException')],
    ['a wrong signature', error(403, 'SignatureDoesNotMatch')],
    ['denied access', error(403, 'AccessDenied')],
    ['throttling', error(400, 'ProvisionedThroughputExceededException')],
    ['slowing down', error(503, 'SlowDown')],
    ['no such bucket', error(404, 'NoSuchBucket')],
    ['no such table', error(400, 'ResourceNotFoundException')],
    ['another region', error(301, 'PermanentRedirect')],
    ['an error of the service', error(500, 'InternalError')],
    ['a reset connection', { kind: 'reset' }],
    ['nobody’s protocol', { kind: 'garbage' }],
  ])('%s', async (_, fault) => {
    const [direct, sdk] = [await callsOf(directOn), await callsOf(deployedOn)];
    for (const proxy of proxies) proxy.plan = () => fault;
    for (const [at, call] of direct.entries()) {
      const bySdk = sdk[at];
      if (bySdk === undefined) throw new Error('as many calls');
      expect(await told(call)).toEqual(await told(bySdk));
    }
  });

  test('a hung endpoint is a time-out', async () => {
    const calls = await callsOf(directOn, 100);
    for (const proxy of proxies) proxy.plan = () => ({ kind: 'hang' });
    const kinds = await Promise.all(calls.map(told));
    expect(kinds).toEqual(calls.map(() => expect.objectContaining({ kind: 'timeout' })));
  });

  test('each call is sent once: its caller knows when to send it again', async () => {
    const [call] = await callsOf(directOn);
    proxies[0].plan = () => error(503, 'SlowDown');
    const before = proxies[0].count('GetObject');
    await expect(call?.()).rejects.toThrow('throttled');
    expect(proxies[0].count('GetObject') - before).toBe(1);
  });
});

describe('it goes where the SDK would go', () => {
  beforeAll(() => stubAwsEnv());
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  /** The addresses that connections were asked for; none is made. */
  const addressesOf = async (region: string, bucket: string) => {
    const asked: string[] = [];
    const agents = async () => (url: URL) => {
      asked.push(url.href);
      return new Agent();
    };
    const clients = createAwsClients({ ...shared, region, agents });
    const objects = await openDirectObjects(clients, bucket, clock);
    const items = await openDirectItems(clients, 'a-table', clock);
    await clients.close();
    return { asked, objects, items };
  };

  test.each([
    ['us-east-1', 'a-bucket', 'https://a-bucket.s3.us-east-1.amazonaws.com/'],
    ['eu-west-1', 'a.bucket', 'https://s3.eu-west-1.amazonaws.com/a.bucket'],
    ['cn-north-1', 'a-bucket', 'https://a-bucket.s3.cn-north-1.amazonaws.com.cn/'],
  ])('in %s to %s', async (region, bucket, url) => {
    expect((await addressesOf(region, bucket)).asked).toContain(url);
  });

  test('a table’s address is its region’s', async () => {
    const { asked, items } = await addressesOf('eu-west-1', 'a-bucket');
    expect(asked).toContain('https://dynamodb.eu-west-1.amazonaws.com/');
    expect(items).toBeDefined();
  });

  test('what takes another signature is left to the SDK', async () => {
    const { objects } = await addressesOf('us-east-1', 'a-bucket--use1-az4--x-s3');
    expect(objects).toBeUndefined();
  });

  test('and so is what has no address: it says why', async () => {
    const { objects } = await addressesOf('eu-west-1', 'arn:aws:s3:nowhere');
    expect(objects).toBeUndefined();
  });
});
