import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createBucket } from '../aws/s3/s3-bucket.ts';
import { s3Client } from '../aws/s3/s3-client.ts';
import { type S3Server, startS3Server } from '../aws/s3/s3-server.ts';
import { createSynthesisedBucket } from '../aws/s3/s3-synthesised-bucket.ts';

const Bucket = 'b';
let server: S3Server;
let client: ReturnType<typeof s3Client>;

beforeAll(async () => {
  server = await startS3Server({ pageSize: 3 });
  client = s3Client(server.url);
});
afterAll(async () => {
  client.destroy();
  await server.close();
});
beforeEach(() => void server.buckets.set(Bucket, createBucket()));

const put = (Key: string, Body = Key) => client.send(new PutObjectCommand({ Bucket, Key, Body }));

const versions = async (): Promise<string[]> => {
  const found: string[] = [];
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (from !== undefined) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket, ...from }),
    );
    for (const { Key, VersionId } of page.Versions ?? []) found.push(`${Key} ${VersionId}`);
    for (const { Key, VersionId } of page.DeleteMarkers ?? []) found.push(`${Key} ${VersionId} X`);
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    from = KeyMarker && VersionIdMarker ? { KeyMarker, VersionIdMarker } : undefined;
  }
  return found.sort();
};

test('keys of any characters are stored, listed and deleted', async () => {
  const keys = ['a b/ü.jpg', 'a&b<c>"d\'e', 'image/1.jpg', 'plus+sign', 'z%20z'];
  for (const key of keys) await put(key);
  const listed: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket })) {
    listed.push(...(page.Contents ?? []).map(({ Key }) => Key));
  }
  expect(listed.sort()).toEqual([...keys].sort());
  const Objects = keys.map((Key) => ({ Key }));
  const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted?.map(({ Key }) => Key)).toEqual(keys);
  expect(await versions()).toEqual([]);
});

test('folders are told by a delimiter, each once across pages', async () => {
  for (const key of ['a/1', 'a/2', 'b/1', 'c', 'd/1', 'e']) await put(key);
  const found: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Delimiter: '/' })) {
    found.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    found.push(...(page.Contents ?? []).map(({ Key }) => Key));
  }
  expect(found.sort()).toEqual(['a/', 'b/', 'c', 'd/', 'e']);
});

test('a versioned bucket keeps what was deleted until the version itself is', async () => {
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await put('k');
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  for (const body of ['1', '2']) await put('k', body);
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  const gone = client.send(new GetObjectCommand({ Bucket, Key: 'k' }));
  await expect(gone).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(await versions()).toEqual(['k null', 'k v1', 'k v2', 'k v3 X']);
  const old = await client.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: 'v1' }));
  expect(await old.Body?.transformToString()).toBe('1');
  const Objects = ['null', 'v1', 'v2', 'v3'].map((VersionId) => ({ Key: 'k', VersionId }));
  await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(await versions()).toEqual([]);
});

test('unfinished uploads are listed and aborted', async () => {
  const upload = new CreateMultipartUploadCommand({ Bucket, Key: 'image/1.jpg' });
  const { UploadId } = await client.send(upload);
  const list = () => client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'image/' }));
  expect((await list()).Uploads).toMatchObject([{ Key: 'image/1.jpg', UploadId }]);
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'image/1.jpg', UploadId }));
  expect((await list()).Uploads ?? []).toEqual([]);
});

test('a synthesised bucket lists what was not deleted yet', async () => {
  server.buckets.set(Bucket, createSynthesisedBucket(4));
  const Objects = [{ Key: 'image/000000001' }, { Key: 'metadata/000000003' }];
  await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(await versions()).toEqual([
    'image/000000000 null',
    'image/000000002 null',
    'image/000000003 null',
    'metadata/000000000 null',
    'metadata/000000001 null',
    'metadata/000000002 null',
  ]);
  const page = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2 }));
  expect([page.KeyCount, page.IsTruncated]).toEqual([2, true]);
});
