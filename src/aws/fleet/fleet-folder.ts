import {
  type _Error,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import aws4 from 'aws4';
import { FibimgError, undefinedIf } from '../../core/error.ts';
import { fleetPrefix } from '../../core/fleet/fleet-place.ts';
import type { FleetFolder } from '../../core/fleet/fleet-ports.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';

/** The objects of one fleet's run, below a prefix of the stack's bucket. */
export const createFleetFolder = async (
  clients: AwsClients,
  bucket: string,
  run: string,
): Promise<FleetFolder> => {
  const client = await clients.s3();
  const { timeoutMs } = clients.options;
  const prefix = `${fleetPrefix}${run}/`;
  const keyOf = (name: string): string => `${prefix}${name}`;
  const call = <T>(operation: string, run: (abortSignal: AbortSignal) => Promise<T>): Promise<T> =>
    callAws({ service: 'S3', operation, resource: `bucket ${bucket}` }, timeoutMs, undefined, run);
  return {
    async put(name, content) {
      const command = new PutObjectCommand({ Bucket: bucket, Key: keyOf(name), Body: content });
      await call('PutObject', (abortSignal) => client.send(command, { abortSignal }));
    },
    get: (name) =>
      call('GetObject', async (abortSignal) => {
        const command = new GetObjectCommand({ Bucket: bucket, Key: keyOf(name) });
        const { Body } = await client.send(command, { abortSignal });
        return Body?.transformToString();
      }).catch(undefinedIf('not_found')),
    async clear() {
      let token: string | undefined;
      do {
        const command = new ListObjectsV2Command({
          ...{ Bucket: bucket, Prefix: prefix },
          ...(token !== undefined && { ContinuationToken: token }),
        });
        const page: ListObjectsV2CommandOutput | undefined = await call(
          'ListObjectsV2',
          (abortSignal) => client.send(command, { abortSignal }),
        ).catch(undefinedIf('not_found'));
        const keys = (page?.Contents ?? []).flatMap(({ Key }) => (Key ? [{ Key }] : []));
        if (keys.length > 0) {
          const Delete = { Objects: keys, Quiet: true };
          const removal = new DeleteObjectsCommand({ Bucket: bucket, Delete });
          const { Errors = [] } = await call('DeleteObjects', (abortSignal) =>
            client.send(removal, { abortSignal }),
          );
          requireRemoved(bucket, Errors);
        }
        token = page?.NextContinuationToken;
      } while (token !== undefined);
    },
    sign: (method, name, seconds) =>
      call(method === 'GET' ? 'GetObject' : 'PutObject', async () => {
        const [region, credentials] = await Promise.all([
          client.config.region(),
          clients.credentials(),
        ]);
        const { url } = client.config.endpointProvider({
          ...{ Bucket: bucket, Region: region },
          ForcePathStyle: client.config.forcePathStyle === true,
          ...(await ownEndpoint(client)),
        });
        const base = url.pathname === '/' ? '' : url.pathname;
        const path = `${base}/${keyOf(name)}?X-Amz-Expires=${Math.ceil(seconds)}`;
        const request = { service: 's3', region, method, host: url.host, path, signQuery: true };
        const signed = aws4.sign(request, credentials);
        return `${url.protocol}//${url.host}${signed.path}`;
      }),
  };
};

const ownEndpoint = async ({
  config,
}: {
  readonly config: { readonly endpoint?: unknown };
}): Promise<{ readonly Endpoint?: string }> => {
  if (typeof config.endpoint !== 'function') return {};
  const { protocol, hostname, port, path } = await config.endpoint();
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  return { Endpoint: `${protocol}//${host}${path ?? ''}` };
};

const requireRemoved = (bucket: string, errors: readonly _Error[]): void => {
  const [error] = errors;
  if (error === undefined) return;
  throw new FibimgError('storage', `${errors.length} objects of the fleet could not be removed`, {
    why: `${error.Code}: ${error.Key} in bucket ${bucket}`,
    hint: `the stack removes what is below ${fleetPrefix} after a day`,
  });
};
