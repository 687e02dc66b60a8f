import { readFileSync } from 'node:fs';
import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';

import type { Metadata } from '../../src/core/service/metadata.ts';
import type { ImageStore, MetadataRepository } from '../../src/core/service/ports.ts';

interface Deployed {
  readonly dynamoDb: DynamoDBClient;
  readonly s3: S3Client;
  readonly table: string;
  readonly bucket: string;
  readonly repository: MetadataRepository;
  readonly store: ImageStore;
  close(): Promise<void>;
}

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const originalItem = JSON.parse(fixture('original-item.json'));
const originalDocument = fixture('original-metadata-777.json');

const expected: Metadata = {
  originalUrl: 'https://picsum.photos/777',
  redirectedUrl: 'https://fastly.picsum.photos/id/13/777/777.jpg?hmac=x',
  imageLocation: 'image/777.jpg',
  contentDisposition: ['inline; filename="13-777x777.jpg"'],
  contentType: ['image/jpeg'],
  created: '2024-02-20 10:11:12',
};

/** PHP escapes slashes in JSON, which means the same; everything else must match to the byte. */
const unescaped = (item: Record<string, AttributeValue>) =>
  Object.fromEntries(
    Object.entries(item).map(([name, { S, N }]) => [name, S?.replaceAll('\\/', '/') ?? Number(N)]),
  );

/** That what the original wrote is read, and that what is written is what the original reads. */
export const originalDataContract = (name: string, open: () => Promise<Deployed>): void => {
  describe(`data of the original: ${name}`, () => {
    test('its item and its document are read', async () => {
      const { dynamoDb, s3, table, bucket, repository, store, close } = await open();
      await dynamoDb.send(new PutItemCommand({ TableName: table, Item: originalItem }));
      const Key = 'metadata/777.json';
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: originalDocument }));
      expect(await repository.find(777)).toEqual(expected);
      expect(await store.findMetadata(777)).toEqual(expected);
      await close();
    });

    test('the item and the objects that we write are the ones it would write', async () => {
      const { dynamoDb, s3, table, bucket, repository, store, close } = await open();
      await repository.put(777, expected);
      await store.putMetadata(777, expected);
      await store.putImage(777, Uint8Array.of(255, 216));
      const { PK, SK } = originalItem;
      const { Item } = await dynamoDb.send(
        new GetItemCommand({ TableName: table, Key: { PK, SK } }),
      );
      expect(unescaped(Item ?? {})).toEqual(unescaped(originalItem));
      const document = await s3.send(
        new GetObjectCommand({ Bucket: bucket, Key: 'metadata/777.json' }),
      );
      expect(document.ContentType).toBe('application/json');
      expect(await document.Body?.transformToString()).toBe(
        originalDocument.trimEnd().replaceAll('\\/', '/'),
      );
      const image = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'image/777.jpg' }));
      expect(image.ContentType).toBe('image/jpeg');
      expect(image.ContentLength).toBe(2);
      await close();
    });
  });
};
