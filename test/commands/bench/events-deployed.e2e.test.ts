import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { encodeThumbnail } from '../../../src/core/events/thumbnail-item.ts';
import { deployOriginal } from '../../support/aws/deployed-stack.ts';
import { originalName, originalTable } from '../../support/aws/original-stack.ts';
import { spawnFibimg } from '../../support/cli/run-fibimg.ts';

afterEach(() => vi.unstubAllEnvs());

type Stack = Awaited<ReturnType<typeof deployOriginal>>;

/** A function that hears of each upload, and writes its item; of those that `drops` says, it hears nothing. */
const handleUploads = ({ bucket, dynamoDb }: Stack, drops: (nth: number) => boolean) => {
  const seen = new Set<string>();
  const image = { type: 'image/jpeg', bytes: 1, width: 1, height: 1 };
  const look = async (): Promise<void> => {
    for (const { key } of bucket.objectsAfter('upload/')) {
      if (seen.has(key)) continue;
      seen.add(key);
      if (drops(seen.size)) continue;
      const Item = encodeThumbnail({
        ...{ key, sequencer: '01', created: '2026-01-01 00:00:00', requestId: 'r' },
        ...{ start: seen.size === 1 ? 'cold' : 'warm', environment: 'e' },
        result: { state: 'made', source: image, location: 'thumbnail/x.jpg', thumbnail: image },
      });
      await dynamoDb.send(new PutItemCommand({ TableName: originalTable, Item }));
    }
  };
  const timer = setInterval(() => void look(), 20);
  onTestFinished(() => clearInterval(timer));
};

it('follows uploads to a stack, counts what is lost, and leaves nothing behind', async () => {
  const stack = await deployOriginal();
  handleUploads(stack, (nth) => nth === 3);
  const { code, out } = await spawnFibimg(
    [
      ...['bench', '--event', 's3-put', '--stack', originalName, '--iterations', '6', '--vus', '2'],
      ...['--timeout', '1s', '--event-grace', '200ms', '--allow-problems', '--no-keep', '--json'],
    ],
    { env: stack.env },
  ).done;
  expect(code).toBe(0);
  const { events, scenario, cost }: BenchDocument = JSON.parse(out);
  expect(cost).toBeUndefined();
  expect(scenario.engine).toBe('event');
  expect(events).toMatchObject({
    accepted: 6,
    handled: 5,
    lost: 1,
    deadLettered: null,
    delivery: null,
  });
  expect(events?.endToEnd.map(({ start, values }) => [start, values['count']])).toEqual([
    ['cold', 1],
    ['warm', 4],
  ]);
  expect([...stack.bucket.objectsAfter('')]).toEqual([]);
  const { Items } = await stack.dynamoDb.send(new ScanCommand({ TableName: originalTable }));
  expect(Items).toEqual([]);
});

it('says what may be missing where no upload is handled', async () => {
  const stack = await deployOriginal();
  const { out } = await spawnFibimg(
    [
      ...['bench', '--event', 's3-put', '--stack', originalName, '--iterations', '2', '--vus', '2'],
      ...['--timeout', '300ms', '--event-grace', '0s', '--allow-problems', '--no-keep'],
    ],
    { env: stack.env },
  ).done;
  expect(out).toContain('No upload was handled: does the bucket tell the function of them?');
});
