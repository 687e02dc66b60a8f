import { expect, test } from 'vitest';
import { createHandler } from '../../src/lambda/create-handler.ts';
import { openStores } from '../../src/lambda/stores.ts';
import { asking, bucket, clock, contextWith, environmentFor, rng, useRig } from './rig.ts';

const { rig, ask } = useRig();

test('an environment of the first generation has no table: the bucket alone decides', async () => {
  const { BucketName: _, TableName: __, ...env } = environmentFor(rig().wire.url);
  const stores = () => openStores({ ...env, BUCKET_NAME: bucket }, clock, rng);
  const handler = createHandler({ ...rig().deps, stores });
  const outcomes = [];
  for (let count = 0; count < 2; count += 1) {
    outcomes.push((await ask(asking('500'), 28_000, handler)).headers['x-fibimg-outcome']);
  }
  expect(outcomes).toEqual(['fetched', 'stored']);
  expect([...rig().store.items.keys()]).toEqual([]);
});

test('the first request of an environment is cold, whatever it is, and the others are warm', async () => {
  expect((await ask(asking(''))).headers).toMatchObject({
    'x-fibimg-cold-start': 'true',
    'x-fibimg-environment': 'environment-1',
  });
  expect((await ask(asking('5'))).headers['x-fibimg-cold-start']).toBe('false');
  const ahead = createHandler({ ...rig().deps, initType: 'provisioned-concurrency' });
  expect((await ask(asking('5'), 28_000, ahead)).headers['x-fibimg-cold-start']).toBe('false');
});

test('each request is one JSON line of the log, under its request id', async () => {
  await ask(asking('500'));
  expect(rig().log).toEqual([
    {
      level: 'INFO',
      requestId: contextWith().awsRequestId,
      method: 'GET',
      path: '/',
      status: 200,
      coldStart: true,
      environmentId: 'environment-1',
      durationMs: expect.any(Number),
      int: 500,
      outcome: 'fetched',
      lookupMs: expect.any(Number),
      fetchMs: expect.any(Number),
      storeMs: expect.any(Number),
    },
  ]);
});
