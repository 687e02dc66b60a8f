import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildLambda } from '../../../scripts/build-lambda.mjs';
import { makeNotification } from '../../../src/core/events/s3-event.ts';
import { openEmbeddedStore } from '../../../src/local/store/embedded-store.ts';
import { circumstances } from '../../core/events/arbitrary-events.ts';
import { testClock } from '../store/store-values.ts';
import { useLocalLambda } from './local-lambda-fixture.ts';

const start = useLocalLambda();
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fibimg-events-'));
  await buildLambda({ outDir: join(dir, 'bundle') });
});
afterAll(() => rm(dir, { recursive: true }));

const startWithStore = async (concurrency: number) => {
  const store = await openEmbeddedStore(join(dir, 'store'), { clock: testClock, note: () => {} });
  const bundle = join(dir, 'bundle', 'index.mjs');
  const variables = async () => ({ NODE_PATH: join(process.cwd(), 'node_modules') });
  const lambda = await start({ store, bundle, concurrency, variables });
  const invoke = async (event: unknown): Promise<unknown> => {
    const url = `${lambda.url}/2015-03-31/functions/${lambda.functionName}/invocations`;
    return (await fetch(url, { method: 'POST', body: JSON.stringify(event) })).json();
  };
  return { store, lambda, invoke };
};

test('the bundle makes the thumbnail of an upload, loading its second file and the image library', async () => {
  const { store, invoke } = await startWithStore(1);
  const sample = Buffer.from(String(await invoke({ operation: 'getSample' })), 'base64');
  const key = 'upload/dir/sample one.png';
  await store.events.writeObject(key, sample);
  const object = { region: 'us-east-1', bucket: 'local-bucket', key, sequencer: '0055AE' };
  const event = makeNotification([object], circumstances);
  expect(await invoke(event)).toEqual({ records: [{ key, outcome: 'made' }] });
  expect(await invoke(event)).toEqual({ records: [{ key, outcome: 'duplicate' }] });
  expect(await store.events.readObject('thumbnail/dir/sample one.jpg')).toBeDefined();
  expect(store.events.readItem('THUMBNAIL', key)).toMatchObject({ start: { S: 'warm' } });
  expect(await invoke({ key1: 1 })).toMatchObject({ errorType: 'FibimgError' });
});

test('it warms as many environments as it is to, by events to itself', async () => {
  const { lambda, invoke } = await startWithStore(4);
  expect(await invoke({ job: 'warm', environments: 3 })).toEqual({
    ...{ job: 'warm', environments: 3, running: 3 },
  });
  await expect.poll(() => lambda.stats().environments).toMatchObject({ busy: 0, idle: 3 });
});
