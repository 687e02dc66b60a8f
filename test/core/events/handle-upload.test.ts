import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FibimgError } from '../../../src/core/error.ts';
import { handleUpload, type ThumbnailStores } from '../../../src/core/events/handle-upload.ts';
import { commentOf, withComment } from '../../../src/core/events/jpeg-comment.ts';
import { orderOfSequencer } from '../../../src/core/events/sequencer.ts';
import type { Thumbnail } from '../../../src/core/events/thumbnail-item.ts';

const jpeg = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100ffd9',
  'hex',
);

/** Bucket and table in memory: each call yields once before and once after what it does, and may crash at either. */
const createStores = (yieldNow: () => Promise<void>) => {
  const objects = new Map<string, Uint8Array>();
  const items = new Map<string, Thumbnail>();
  const tagOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('base64');
  const open = (stepsToCrash: number): ThumbnailStores => {
    let left = stepsToCrash;
    const step = async <T>(action: () => T): Promise<T> => {
      const tick = async () => {
        await yieldNow();
        if (left === 0) throw new Error('crashed');
        left -= 1;
      };
      await tick();
      const result = action();
      await tick();
      return result;
    };
    return {
      readObject: (key, { version }) =>
        step(() => {
          const bytes = version === undefined ? objects.get(key) : Buffer.from(version);
          return bytes && { bytes, eTag: tagOf(bytes) ?? '', version };
        }),
      replaceObject: (key, { bytes }, eTag) =>
        step(() => {
          if (tagOf(objects.get(key)) !== eTag) return false;
          objects.set(key, bytes);
          return true;
        }),
      findItem: (key) => step(() => items.get(key)),
      putItem: (item) =>
        step(() => {
          const before = items.get(item.key);
          const orderOf = ({ sequencer }: Thumbnail) => orderOfSequencer(sequencer) ?? '';
          if (before !== undefined && orderOf(before) >= orderOf(item)) return false;
          items.set(item.key, item);
          return true;
        }),
    };
  };
  return { objects, items, open };
};

/** The version of an upload says whether it is an image. */
const scale = async (bytes: Uint8Array) => {
  if (!Buffer.from(bytes).toString().startsWith('good')) {
    throw new FibimgError('invalid_input', 'no image');
  }
  return { source: { type: 'image/png', width: 4, height: 2 }, jpeg, width: 2, height: 1 };
};

let requests = 0;
const handle = (
  upload: {
    readonly key: string;
    readonly sequencer: string;
    readonly versionId?: string | undefined;
  },
  stores: ThumbnailStores,
  changes: object = {},
) => {
  requests += 1;
  return handleUpload(
    { region: 'r', bucket: 'b', ...upload, ...changes },
    {
      ...{ stores, bucket: 'b', region: 'r', scale },
      clock: { now: () => new Date(0), elapsedMs: () => 0 },
      invocation: { requestId: `request-${requests}`, start: 'cold', environment: 'e' },
    },
  );
};

const key = 'upload/a.png';
const good = { key, sequencer: '05', versionId: 'good' };
const immediate = async () => {};

describe('events come in any order, more than once, at the same moment, and are cut off anywhere', () => {
  const events = fc.uniqueArray(
    fc.record({
      key: fc.constantFrom('upload/a.png', 'upload/a.jpg'),
      sequencer: fc.constantFrom('01', '0155', '02', '0200F', '03', '1'),
      isGood: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5, selector: ({ key, sequencer }) => `${key} ${sequencer}` },
  );
  const cut = fc.array(fc.record({ event: fc.nat(4), steps: fc.nat(12) }), { maxLength: 4 });

  test('they end in the same state: the newest event has the item, the newest good one the thumbnail', async () => {
    await fc.assert(
      fc.asyncProperty(events, cut, fc.scheduler(), async (events, cut, scheduler) => {
        const stores = createStores(() => scheduler.schedule(Promise.resolve()));
        const uploads = events.map(({ isGood, ...event }, at) => ({
          ...event,
          versionId: `${isGood ? 'good' : 'bad'} ${at}`,
        }));
        const attempts = cut.flatMap(({ event, steps }) => {
          const upload = uploads[event];
          return upload ? [{ upload, steps }] : [];
        });
        // Whatever is cut off comes again, and at last is not cut off.
        const whole = [...uploads, ...uploads].map((upload) => ({ upload, steps: -1 }));
        const running = Promise.all(
          [...attempts, ...whole].map(({ upload, steps }) =>
            handle(upload, stores.open(steps)).catch((thrown: unknown) => {
              expect(String(thrown)).toBe('Error: crashed');
            }),
          ),
        );
        await scheduler.waitFor(running);
        const orderOf = (upload: { sequencer: string }) => orderOfSequencer(upload.sequencer) ?? '';
        for (const name of new Set(uploads.map((upload) => upload.key))) {
          const ofKey = uploads.filter((upload) => upload.key === name);
          const newest = ofKey.toSorted((a, b) => (orderOf(a) < orderOf(b) ? 1 : -1))[0];
          const item = stores.items.get(name);
          expect(item?.sequencer).toBe(newest?.sequencer);
          expect(item?.result.state).toBe(
            newest?.versionId.startsWith('good') ? 'made' : 'refused',
          );
        }
        const orders = uploads
          .filter(({ versionId }) => versionId.startsWith('good'))
          .map((upload) => `${orderOf(upload)} ${upload.key.slice(-3)}`);
        const there = stores.objects.get('thumbnail/a.jpg');
        expect(there && commentOf(there)).toBe(orders.toSorted().at(-1));
      }),
      { numRuns: 300 },
    );
  });
});

test('an event that comes twice is handled once', async () => {
  const stores = createStores(immediate);
  expect(await handle(good, stores.open(-1))).toEqual({ key, outcome: 'made' });
  const before = stores.items.get(key);
  expect(await handle(good, stores.open(-1))).toEqual({ key, outcome: 'duplicate' });
  expect(await handle({ ...good, sequencer: '04' }, stores.open(-1))).toMatchObject({
    outcome: 'older',
  });
  expect(stores.items.get(key)).toBe(before);
});

test('an event that was cut off between thumbnail and item writes the item when it comes again', async () => {
  const stores = createStores(immediate);
  // Item, upload and thumbnail are two steps each.
  await expect(handle(good, stores.open(6))).rejects.toThrow('crashed');
  expect([stores.objects.has('thumbnail/a.jpg'), stores.items.size]).toEqual([true, 0]);
  expect(await handle(good, stores.open(-1))).toEqual({ key, outcome: 'made' });
});

test.each([
  [{ versionId: 'bad' }, 'no image'],
  [{ versionId: '' }, 'the upload has no thumbnail: it is empty'],
  [{ versionId: undefined }, 'the upload has no thumbnail: it is gone'],
  [{ bytes: 6 * 2 ** 20 + 1 }, 'the upload has no thumbnail: it is larger than 6 MB'],
  [
    { key: 'upload/a.gif' },
    'the upload has no thumbnail: its name does not end in .jpg, .png or .webp',
  ],
  [
    { key: 'upload/../image/400.jpg' },
    'the upload has no thumbnail: its name has parts that are no plain names',
  ],
])('%j is refused, and an item says why', async (change, why) => {
  const stores = createStores(immediate);
  const upload = { ...good, ...change };
  expect(await handle(upload, stores.open(-1))).toEqual({
    key: upload.key,
    outcome: 'refused',
    why,
  });
  expect([...stores.items.values()].map(({ result }) => result)).toEqual([
    { state: 'refused', why },
  ]);
  expect(stores.objects.size).toBe(0);
  expect(await handle(upload, stores.open(-1))).toMatchObject({ outcome: 'duplicate' });
});

test.each([
  [{ bucket: 'other' }, "bucket other is not this function's"],
  [{ region: 'moon-1' }, "region moon-1 is not this function's"],
  [{ key: 'thumbnail/a.jpg' }, 'it does not lie under upload/'],
  [{ key: 'image/400.jpg' }, 'it does not lie under upload/'],
])('%j is foreign, and nothing is read or written for it', async (change, why) => {
  const stores = createStores(immediate);
  expect(await handle({ ...good, ...change }, stores.open(0))).toMatchObject({
    outcome: 'foreign',
    why,
  });
});

test('a failing store is thrown, so that the event comes again', async () => {
  const stores = createStores(immediate);
  for (const steps of [0, 1, 2, 3, 4, 5]) {
    await expect(handle(good, stores.open(steps))).rejects.toThrow('crashed');
  }
});

describe('the comment of a JPEG', () => {
  test('is put behind its head, and read again', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const made = withComment(jpeg, text);
        expect(commentOf(made)).toBe(Buffer.from(text).toString());
        expect(Buffer.from(made.subarray(0, 20))).toEqual(jpeg.subarray(0, 20));
      }),
    );
  });

  test('is none where there is none, whatever the bytes', () => {
    expect(commentOf(jpeg)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        commentOf(bytes);
        commentOf(Buffer.concat([jpeg.subarray(0, 4), bytes]));
      }),
    );
  });
});
