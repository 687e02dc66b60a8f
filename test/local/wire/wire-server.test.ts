import { get } from 'node:http';
import { Readable } from 'node:stream';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import aws4 from 'aws4';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { encodeItem, itemKey } from '../../../src/core/service/item.ts';
import { encodeMetadata } from '../../../src/core/service/metadata.ts';
import { createSignatureCheck, type WireCredentials } from '../../../src/local/wire/signature.ts';
import { startWireServer } from '../../../src/local/wire/start-wire-server.ts';
import { createMemoryStore, someMetadata } from '../../support/cli/memory-store.ts';

const Bucket = 'images';
const TableName = 'BrefStory-table';
const store = createMemoryStore();
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
let server: Awaited<ReturnType<typeof startWireServer>>;
let s3: S3Client;
let dynamo: DynamoDBClient;

const clientsOf = (endpoint: string, changes: Partial<WireCredentials> = {}) => {
  const options = {
    endpoint,
    region: 'us-east-1',
    credentials: { ...credentials, ...changes },
    maxAttempts: 1,
  };
  return {
    s3: new S3Client({ ...options, forcePathStyle: true }),
    dynamo: new DynamoDBClient(options),
  };
};

beforeAll(async () => {
  server = await startWireServer({ store, credentials, bucket: Bucket, table: TableName });
  ({ s3, dynamo } = clientsOf(server.url));
});
afterAll(async () => {
  s3.destroy();
  dynamo.destroy();
  await server.close();
});
beforeEach(() => {
  for (const map of [store.items, store.documents, store.bytes]) map.clear();
});

test('bytes sent plainly and bytes sent as a stream with a trailing checksum arrive unchanged', async () => {
  const image = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 251));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'image/400.jpg', Body: image }));
  const stream = Readable.from([image.subarray(0, 100), image.subarray(100)]);
  const streamed = { Bucket, Key: 'image/401.jpg', Body: stream, ContentLength: image.length };
  await s3.send(new PutObjectCommand(streamed));
  for (const pixels of [400, 401]) {
    expect(image.equals(store.bytes.get(pixels) ?? Buffer.of())).toBe(true);
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: `image/${pixels}.jpg` }));
    expect(image.equals((await read.Body?.transformToByteArray()) ?? Buffer.of())).toBe(true);
    expect(read.ContentType).toBe('image/jpeg');
  }
});

test('a metadata document is written and read as the contract has it', async () => {
  const Key = 'metadata/777.json';
  const Body = encodeMetadata(someMetadata(777)).replaceAll('/', '\\/');
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }));
  expect(store.documents.get(777)).toEqual(someMetadata(777));
  const read = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await read.Body?.transformToString()).toBe(encodeMetadata(someMetadata(777)));
  expect(read.ContentType).toBe('application/json');
});

test.each([
  [
    'a key that is not there',
    new GetObjectCommand({ Bucket, Key: 'image/5.jpg' }),
    'NoSuchKey',
    404,
  ],
  ['a key that is not ours', new GetObjectCommand({ Bucket, Key: 'other' }), 'NoSuchKey', 404],
  [
    'another bucket',
    new GetObjectCommand({ Bucket: 'b2', Key: 'image/5.jpg' }),
    'NoSuchBucket',
    404,
  ],
  [
    'a write that is not ours',
    new PutObjectCommand({ Bucket, Key: 'a&b', Body: 'x' }),
    'NotImplemented',
    501,
  ],
])('%s is the error that S3 gives', async (_, command, code, status) => {
  const failure = await s3.send(command as GetObjectCommand).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ name: code, $metadata: { httpStatusCode: status } });
});

test('an item is put and read', async () => {
  const Item = encodeItem(400, someMetadata(400));
  await dynamo.send(new PutItemCommand({ TableName, Item }));
  expect(store.items.get(400)).toEqual(someMetadata(400));
  const get = new GetItemCommand({ TableName, Key: itemKey(400), ConsistentRead: true });
  expect((await dynamo.send(get)).Item).toEqual(Item);
  const deletion = new DeleteItemCommand({ TableName, Key: itemKey(400) });
  await expect(dynamo.send(deletion)).rejects.toMatchObject({ name: 'UnknownOperationException' });
});

test('another table does not exist', async () => {
  const other = dynamo.send(new GetItemCommand({ TableName: 'other', Key: itemKey(5) }));
  await expect(other).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.each([
  ['a listing', new ListObjectsV2Command({ Bucket })],
  ['a deletion', new DeleteObjectCommand({ Bucket, Key: 'image/5.jpg' })],
])('%s is not played here, and says so', async (_, command) => {
  store.bytes.set(5, Buffer.from('jpeg'));
  await expect(s3.send(command as DeleteObjectCommand)).rejects.toMatchObject({
    name: 'NotImplemented',
  });
  expect(store.bytes.has(5)).toBe(true);
});

test('a store that fails is an internal error of each service', async () => {
  const images = { ...store.images, readImage: () => Promise.reject(new Error('disk on fire')) };
  const metadata = { ...store.metadata, find: () => Promise.reject(new Error('disk on fire')) };
  const broken = await startWireServer({
    store: { images, metadata },
    credentials,
    bucket: Bucket,
    table: TableName,
  });
  const clients = clientsOf(broken.url);
  try {
    const read = clients.s3.send(new GetObjectCommand({ Bucket, Key: 'image/5.jpg' }));
    await expect(read).rejects.toMatchObject({
      name: 'InternalError',
      $metadata: { httpStatusCode: 500 },
    });
    const found = clients.dynamo.send(new GetItemCommand({ TableName, Key: itemKey(5) }));
    await expect(found).rejects.toMatchObject({ name: 'InternalServerError' });
  } finally {
    await broken.close();
  }
});

describe('a caller that is not of this run', () => {
  it.each([
    ['another key', { accessKeyId: 'other' }],
    ['another secret', { secretAccessKey: 'guessed' }],
  ])('is refused by both services with %s', async (_, wrong) => {
    const foreign = clientsOf(server.url, wrong);
    store.bytes.set(5, Buffer.from('jpeg'));
    const key = { Bucket, Key: 'image/5.jpg' };
    const put = foreign.s3.send(new PutObjectCommand({ ...key, Body: 'overwritten' }));
    await expect(put).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    await expect(foreign.s3.send(new GetObjectCommand(key))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    const item = foreign.dynamo.send(new GetItemCommand({ TableName, Key: itemKey(5) }));
    await expect(item).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect(store.bytes.get(5)).toEqual(Buffer.from('jpeg'));
  });

  it('is refused without a signature, and with one that covers other bytes', async () => {
    store.bytes.set(5, Buffer.from('jpeg'));
    const url = `${server.url}/${Bucket}/image/5.jpg`;
    expect((await fetch(url)).status).toBe(403);
    expect((await fetch(url, { headers: { authorization: 'AWS4-HMAC-SHA256 x' } })).status).toBe(
      403,
    );
    const { hostname, port } = new URL(server.url);
    const signed = aws4.sign(
      {
        service: 's3',
        region: 'x',
        method: 'PUT',
        hostname,
        port,
        path: new URL(url).pathname,
        body: 'one',
      },
      credentials,
    );
    const { Host: _, ...headers } = { ...signed.headers } as Record<string, string>;
    const put = (body: string) =>
      fetch(url, {
        method: 'PUT',
        headers: { ...headers, 'content-length': `${body.length}` },
        body,
      });
    expect((await put('two')).status).toBe(403);
    expect(store.bytes.get(5)).toEqual(Buffer.from('jpeg'));
  });

  it.each([
    ['Origin', { origin: 'http://evil.example' }],
    ['Origin of this machine', { origin: 'http://127.0.0.1:8080' }],
    ['a page', { 'sec-fetch-site': 'cross-site' }],
    ['Host', { host: 'rebound.evil.example' }],
    ['Host', { host: '127.0.0.1.evil.example:80' }],
  ])('is refused as a web page by its %s', async (_, headers) => {
    expect(await statusOf(server.url, headers)).toBe(403);
  });
});

const statusOf = (url: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { headers }, (response) => resolve(response.resume().statusCode ?? 0)).on(
      'error',
      reject,
    );
  });

test('the check takes what another signer signs: any path, query and body', async () => {
  const path = fc.array(
    // aws4 takes these two for something else.
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
      .filter((part) => !/[/+]/.test(part)),
    {
      maxLength: 3,
    },
  );
  const query = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 5 }),
    fc.string({ maxLength: 6 }),
    { maxKeys: 4 },
  );
  const check = createSignatureCheck(credentials);
  fc.assert(
    fc.property(
      path,
      query,
      fc.uint8Array({ maxLength: 50 }),
      fc.boolean(),
      (parts, asked, bytes, tampered) => {
        const pathname = `/${parts.map(encodeURIComponent).join('/')}`;
        const search = new URLSearchParams(asked).toString().replaceAll('+', '%20');
        const body = Buffer.from(bytes);
        const method = body.length === 0 ? 'GET' : 'PUT';
        const signed = aws4.sign(
          {
            service: 's3',
            region: 'us-east-1',
            method,
            host: '127.0.0.1:1',
            path: `${pathname}?${search}`,
            body,
          },
          credentials,
        );
        const headers = Object.fromEntries(
          Object.entries(signed.headers ?? {}).map(([name, value]) => [
            name.toLowerCase(),
            String(value),
          ]),
        );
        const request = {
          method,
          path: pathname,
          query: new URLSearchParams(search),
          headers,
          body,
        };
        if (!tampered) return check(request);
        expect(() => check({ ...request, method: 'DELETE' })).toThrow('other credentials');
        return undefined;
      },
    ),
  );
});
