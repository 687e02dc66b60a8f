import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeThumbnail } from '../../src/core/events/thumbnail-item.ts';
import { createHandler } from '../../src/lambda/create-handler.ts';
import { createEventHandler } from '../../src/lambda/event-handler.ts';
import { getImage } from '../../src/lambda/get-image.ts';
import { openStores } from '../../src/lambda/stores.ts';
import { openEmbeddedStore } from '../../src/local/store/embedded-store.ts';
import { startWireServer } from '../../src/local/wire/start-wire-server.ts';
import { bucket, clock, environmentFor, listen, rng, startRig } from './rig.ts';

export const require = createRequire(import.meta.url);

/** The handler with events before an embedded store on real servers; `invoked` are the events that it sent itself. */
export const startEventRig = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'fibimg-events-'));
  const { origin, log, deps, close } = await startRig();
  const store = await openEmbeddedStore(dir, { clock, note: () => {} });
  const named = environmentFor('');
  const wire = await startWireServer({
    ...{ store, bucket, table: named['TableName'] ?? '' },
    credentials: {
      accessKeyId: named['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: named['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
  const invoked: { readonly path: string; readonly type: unknown; readonly event: unknown }[] = [];
  let answerInvocation: (event: unknown) => void = () => {};
  const lambda = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const event: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const type = request.headers['x-amz-invocation-type'];
      invoked.push({ path: decodeURIComponent(request.url ?? ''), type, event });
      response.writeHead(202).end();
      answerInvocation(event);
    });
  });
  const env = { ...environmentFor(wire.url), AWS_ENDPOINT_URL_LAMBDA: lambda.url };
  const imageDeps = { ...deps, stores: () => openStores(env, clock, rng) };
  const handlerOf = (changes: Record<string, string> = {}, environmentId = 'environment-1') => {
    const events = createEventHandler({
      ...{ env: { ...env, ...changes }, clock, rng },
      loadSharp: () => require('sharp'),
      getImage: async (pixels, ms) => (await getImage(pixels, ms, imageDeps)).outcome,
    });
    return createHandler({ ...imageDeps, environmentId, events: async () => events });
  };
  return {
    ...{ store, wire, origin, log, invoked, handlerOf, env },
    handler: handlerOf(),
    onInvocation: (answer: (event: unknown) => void) => {
      answerInvocation = answer;
    },
    itemOf: (key: string) => {
      const item = store.events.readItem('THUMBNAIL', key);
      return item && decodeThumbnail(item);
    },
    close: async () => {
      await Promise.all([close(), wire.close(), lambda.close()]);
      await rm(dir, { recursive: true });
    },
  };
};
