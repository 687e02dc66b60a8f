import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  makeBridgeEvent,
  makeNotification,
  type ObjectCreated,
} from '../../src/core/events/s3-event.ts';
import { makeSqsEvent } from '../../src/core/events/sqs-event.ts';
import { circumstances } from '../core/events/arbitrary-events.ts';
import { require, startEventRig } from './event-rig.ts';
import { bucket, contextWith } from './rig.ts';

let rig: Awaited<ReturnType<typeof startEventRig>>;
beforeEach(async () => {
  rig = await startEventRig();
});
afterEach(() => rig.close());

const sharp = require('sharp');
const picture = (width: number, height: number, format = 'png'): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 4, background: '#ff000080' } })
    .toFormat(format)
    .toBuffer();

const uploadOf = (key: string, changes: Partial<ObjectCreated> = {}): ObjectCreated => ({
  ...{ region: 'us-east-1', bucket, key, sequencer: '0055AED6DCD90281E5' },
  ...changes,
});
const put = (key: string, bytes: Uint8Array) => rig.store.events.writeObject(key, bytes);
const handle = (event: unknown, remainingMs?: number) =>
  rig.handler(event, contextWith(remainingMs));
const notice = (...objects: readonly ObjectCreated[]) => makeNotification(objects, circumstances);

test.each([
  ['png', 'image/png', 400, 300, 128, 96],
  ['jpg', 'image/jpeg', 300, 400, 96, 128],
  ['webp', 'image/webp', 400, 400, 128, 128],
  ['jpg', 'image/jpeg', 100, 50, 100, 50],
])(
  'an upload of %s %s, %i x %i, has a thumbnail and an item',
  async (ending, type, width, height, w, h) => {
    const key = `upload/my photo+1.${ending}`;
    const bytes = await picture(width, height, ending === 'jpg' ? 'jpeg' : ending);
    await put(key, bytes);
    expect(await handle(notice(uploadOf(key)))).toEqual({ records: [{ key, outcome: 'made' }] });
    const made = await rig.store.events.readObject('thumbnail/my photo+1.jpg');
    expect(await sharp(made).metadata()).toMatchObject({ format: 'jpeg', width: w, height: h });
    expect(rig.itemOf(key)).toEqual({
      ...{ key, sequencer: '0055AED6DCD90281E5', created: '2026-05-03 10:11:12' },
      ...{ requestId: contextWith().awsRequestId, start: 'cold', environment: 'environment-1' },
      result: {
        state: 'made',
        source: { type, bytes: bytes.length, width, height },
        location: 'thumbnail/my photo+1.jpg',
        thumbnail: { type: 'image/jpeg', bytes: made?.length, width: w, height: h },
      },
    });
    expect(rig.log).toEqual([
      expect.objectContaining({ level: 'INFO', event: 's3', status: 200, coldStart: true }),
    ]);
  },
);

test('ThumbnailSide is the longest side', async () => {
  await put('upload/a.png', await picture(400, 300));
  const handler = rig.handlerOf({ ThumbnailSide: '64' });
  await handler(makeBridgeEvent(uploadOf('upload/a.png'), circumstances), contextWith());
  expect(rig.itemOf('upload/a.png')?.result).toMatchObject({
    thumbnail: { width: 64, height: 48 },
  });
  await expect(rig.handlerOf({ ThumbnailSide: '0' })(notice(), contextWith())).rejects.toThrow();
});

/** A PNG whose head alone says so many pixels. */
const bomb = async (width: number, height: number): Promise<Buffer> => {
  const bytes = await picture(1, 1);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  const crc: number = require('node:zlib').crc32(bytes.subarray(12, 29));
  bytes.writeUInt32BE(crc, 29);
  return bytes;
};

test.each([
  ['a million pixels a side', () => bomb(1_000_000, 1_000_000), /./],
  ['too many pixels', () => bomb(60_000, 1000), /more than 50000000 pixels/],
  ['no image', async () => Buffer.from('hello'), /no JPEG, PNG or WebP/],
  [
    'a picture that is text',
    async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    /no JPEG/,
  ],
  [
    'cut short',
    async () => (await picture(300, 300, 'jpeg')).subarray(0, 700),
    /the upload cannot be read: ./,
  ],
  ['0 bytes', async () => Buffer.alloc(0), /it is empty/],
  ['over 6 MB', async () => Buffer.alloc(6 * 2 ** 20 + 1), /larger than 6 MB/],
])('an upload of %s is refused in its item, and not tried again', async (_, make, why) => {
  const key = 'upload/bad.png';
  await put(key, await make());
  const answer = await handle(notice(uploadOf(key)));
  expect(answer).toEqual({
    records: [{ key, outcome: 'refused', why: expect.stringMatching(why) }],
  });
  expect(rig.itemOf(key)?.result).toEqual({ state: 'refused', why: expect.stringMatching(why) });
  expect(await rig.store.events.readObject('thumbnail/bad.jpg')).toBeUndefined();
  expect(rig.log).toEqual([expect.objectContaining({ level: 'WARN', event: 's3' })]);
});

test('of several records each is handled, and those that fail bring the event again', async () => {
  await put('upload/a.png', await picture(4, 4));
  await put('upload/b.png', await picture(4, 4));
  const event = notice(
    uploadOf('upload/a.png'),
    uploadOf('upload/x.gif'),
    uploadOf('thumbnail/a.jpg'),
    uploadOf('upload/b.png'),
  );
  const cut = { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: {} };
  const records = [...(Array.isArray(event['Records']) ? event['Records'] : []), cut];
  await expect(handle({ Records: records })).rejects.toMatchObject({
    name: 'FibimgError',
    message: '1 of 5 records could not be handled: the region is missing',
  });
  const outcomes = ['made', 'refused', 'foreign', 'made', 'malformed'];
  expect(rig.log).toMatchObject([
    { level: 'ERROR', status: 500, records: outcomes.map((outcome) => ({ outcome })) },
  ]);
  expect(await handle(event)).toMatchObject({
    records: ['duplicate', 'duplicate', 'foreign', 'duplicate'].map((outcome) => ({ outcome })),
  });
});

test('a thumbnail that is written sets off nothing: there is no loop', async () => {
  await put('upload/a.png', await picture(4, 4));
  await handle(notice(uploadOf('upload/a.png')));
  const answer = await handle(notice(uploadOf('thumbnail/a.jpg')));
  expect(answer).toMatchObject({ records: [{ outcome: 'foreign' }] });
  expect(rig.itemOf('thumbnail/a.jpg')).toBeUndefined();
});

test('a store that does not answer makes the event come again', async () => {
  const handler = rig.handlerOf({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
  await expect(handler(notice(uploadOf('upload/a.png')), contextWith())).rejects.toMatchObject({
    message: expect.stringContaining('1 of 1 records could not be handled'),
  });
});

test('out of time, what is left fails and is not begun', async () => {
  await put('upload/a.png', await picture(4, 4));
  await expect(handle(notice(uploadOf('upload/a.png')), 0)).rejects.toThrow('out of time');
});

describe('a batch of a queue', () => {
  const batchOf = (...bodies: readonly unknown[]) =>
    makeSqsEvent(
      bodies.map((body, at) => ({
        messageId: `id-${at}`,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })),
      {
        ...{ queueArn: 'arn:aws:sqs:us-east-1:123456789012:q', unixMs: 0, receiveCount: 1 },
        md5: (text) => createHash('md5').update(text).digest('hex'),
      },
    );

  test('names the messages that are to come again, and no other', async () => {
    await put('upload/a.png', await picture(4, 4));
    const answer = await handle(
      batchOf(
        notice(uploadOf('upload/a.png')),
        '{"Records":[{"eventSource":"aws:s3"',
        makeBridgeEvent(
          uploadOf('upload/a.png', { sequencer: '0055AED6DCD90281E6' }),
          circumstances,
        ),
        { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket },
        notice(uploadOf('upload/x.gif')),
        { job: 'warm', environments: 2 },
      ),
    );
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'id-1' }, { itemIdentifier: 'id-5' }],
    });
    expect(rig.itemOf('upload/a.png')?.sequencer).toBe('0055AED6DCD90281E6');
    expect(rig.log).toMatchObject([{ level: 'ERROR', event: 'sqs', messages: 6 }]);
  });

  test('with nothing wrong says so', async () => {
    await put('upload/a.png', await picture(4, 4));
    expect(await handle(batchOf(notice(uploadOf('upload/a.png'))))).toEqual({
      batchItemFailures: [],
    });
  });
});

describe('the job seed', () => {
  test('stores what is missing, and nothing twice', async () => {
    const seed = { job: 'seed', ints: '400-404,410' };
    expect(await handle(seed)).toEqual({ job: 'seed', stored: 6, present: 0, left: '' });
    expect(await handle({ job: 'seed', ints: '404-406' })).toEqual({
      ...{ job: 'seed', stored: 2, present: 1, left: '' },
    });
    expect(rig.origin.requests.toSorted()).toEqual([400, 401, 402, 403, 404, 405, 406, 410]);
  });

  test('without time says what is left', async () => {
    expect(await handle({ job: 'seed', ints: '400-410,420' }, 0)).toMatchObject({
      left: '400-410,420',
    });
    expect(rig.origin.requests).toEqual([]);
  });

  test('that overlaps itself is skipped', async () => {
    const context = (awsRequestId: string) => ({ ...contextWith(), awsRequestId });
    const seed = { job: 'seed', ints: '400-403' };
    const answers = await Promise.all([
      rig.handler(seed, context('one')),
      rig.handler(seed, context('two')),
    ]);
    const skipped = { job: 'seed', skipped: 'another run is at work' };
    expect(answers.filter((answer) => Object(answer).skipped)).toEqual([skipped]);
    expect(rig.origin.requests.toSorted()).toEqual([400, 401, 402, 403]);
  });

  test('that could not store an image is thrown at its end, so that it comes again', async () => {
    await rig.origin.close();
    await expect(handle({ job: 'seed', ints: '400-401' })).rejects.toThrow(
      'images could not be stored: 400-401',
    );
  });
});

describe('the job warm', () => {
  const context = (awsRequestId: string) => ({ ...contextWith(), awsRequestId });

  test('runs in as many environments as it is to, at the same moment', async () => {
    const others: Promise<unknown>[] = [];
    rig.onInvocation((event) => {
      const environment = `environment-${others.length + 2}`;
      const handler = rig.handlerOf({}, environment);
      others.push(handler(event, context(`request-${environment}`)));
    });
    const answer = await rig.handler({ job: 'warm', environments: 4 }, context('leader'));
    expect(answer).toEqual({ job: 'warm', environments: 4, running: 4 });
    expect(rig.invoked).toHaveLength(3);
    expect(rig.invoked[0]).toEqual({
      path: `/2015-03-31/functions/${contextWith().invokedFunctionArn}/invocations`,
      type: 'Event',
      event: { job: 'warm', environments: 4, run: 'leader' },
    });
    const ended = await Promise.all(others);
    expect(ended.every((other) => Object(other).job === 'warm')).toBe(true);
  });

  test('of one environment is that one alone', async () => {
    expect(await handle({ job: 'warm', environments: 1 })).toMatchObject({ running: 1 });
    expect(rig.invoked).toEqual([]);
  });

  test('is not held for longer than its time, and says how many ran', async () => {
    const answer = await handle({ job: 'warm', environments: 3 }, 500);
    expect(answer).toEqual({ job: 'warm', environments: 3, running: 1 });
  });

  test('a part that comes late, or twice, starts nothing', async () => {
    const late = { job: 'warm', environments: 100, run: 'leader' };
    expect(await handle(late)).toEqual({ job: 'warm', skipped: 'the run is over' });
    expect(rig.invoked).toEqual([]);
  });

  test('that overlaps itself is skipped', async () => {
    const running = rig.handler(
      { job: 'warm', environments: 2 },
      { ...contextWith(1000), awsRequestId: 'one' },
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await rig.handler({ job: 'warm', environments: 2 }, context('two'))).toMatchObject({
      skipped: 'another run is at work',
    });
    await running;
    expect(rig.invoked).toHaveLength(1);
  });
});

test('an event of no kind is an error that says what it has, in the log and to the platform', async () => {
  await expect(handle({ key1: 'value1' })).rejects.toMatchObject({
    message: 'the event is of no kind that this function knows',
    why: 'its members are key1',
  });
  expect(rig.log).toMatchObject([
    { level: 'ERROR', status: 500, error: { why: 'its members are key1' } },
  ]);
});
