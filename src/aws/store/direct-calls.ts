import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { isObject, parseJson } from '../../core/json.ts';
import type { Clock } from '../../core/service/ports.ts';
import type { AwsClients } from '../client/clients.ts';
import { type DirectSender, openDirectSender } from './direct-sender.ts';
import type { ItemCalls } from './dynamodb-metadata-repository.ts';
import type { ObjectCalls } from './s3-image-store.ts';

/** Reads and writes of single objects without the SDK's middleware; undefined where only the SDK knows how. */
export const openDirectObjects = async (
  clients: AwsClients,
  bucket: string,
  { now }: Pick<Clock, 'now'>,
): Promise<ObjectCalls | undefined> => {
  const { config } = await clients.s3();
  const endpoint = getEndpointFromInstructions({ Bucket: bucket }, PutObjectCommand, config);
  const { options } = clients;
  const send = await openDirectSender({ service: 's3', options, config, endpoint, now });
  return send && directObjects(send);
};

const directObjects = (send: DirectSender): ObjectCalls => ({
  get: async (key, signal) => {
    const request = { operation: 'GetObject', method: 'GET', path: key, headers: {} };
    try {
      return (await send(request, signal)).body;
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'NoSuchKey') return undefined;
      throw thrown;
    }
  },
  put: async ({ key, body, type }, signal) => {
    const headers = { 'content-type': type };
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const request = { operation: 'PutObject', method: 'PUT', path: key, headers, body: bytes };
    await send(request, signal);
  },
});

/** The same for single items. */
export const openDirectItems = async (
  clients: AwsClients,
  table: string,
  { now }: Pick<Clock, 'now'>,
): Promise<ItemCalls | undefined> => {
  const { config } = await clients.dynamoDb();
  const endpoint = getEndpointFromInstructions({ TableName: table }, GetItemCommand, config);
  const { options } = clients;
  const send = await openDirectSender({ service: 'dynamodb', options, config, endpoint, now });
  return send && directItems(send, table);
};

const directItems = (send: DirectSender, table: string): ItemCalls => {
  const call = async (operation: string, input: object, signal: AbortSignal) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const body = Buffer.from(JSON.stringify({ TableName: table, ...input }));
    const request = { operation, method: 'POST', path: '', headers, body };
    return parseJson((await send(request, signal)).body.toString());
  };
  return {
    get: async (Key, signal) => {
      const output = await call('GetItem', { Key, ConsistentRead: true }, signal);
      const item = isObject(output) ? output['Item'] : undefined;
      return isObject(item) ? item : undefined;
    },
    put: async (Item, signal) => {
      await call('PutItem', { Item }, signal);
    },
  };
};
