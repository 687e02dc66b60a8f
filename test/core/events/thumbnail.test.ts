import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeThumbnail,
  encodeThumbnail,
  newerCondition,
  newerValues,
  type Thumbnail,
  thumbnailItemKey,
  thumbnailPartition,
} from '../../../src/core/events/thumbnail-item.ts';
import {
  benchUploadKey,
  isBenchUpload,
  isThumbnailKey,
  thumbnailKeyOf,
  thumbnailPrefix,
  uploadPrefix,
} from '../../../src/core/events/thumbnail-keys.ts';
import { keys, sequencers } from './arbitrary-events.ts';

describe('keys', () => {
  test.each([
    ['upload/a.jpg', 'thumbnail/a.jpg'],
    ['upload/a.png', 'thumbnail/a.jpg'],
    ['upload/a b+%.webp', 'thumbnail/a b+%.jpg'],
    ['upload/2026/May/IMG_1.JPG', 'thumbnail/2026/May/IMG_1.jpg'],
    ['upload/a.tar.jpg', 'thumbnail/a.tar.jpg'],
    ['upload/...jpg', undefined],
    ['upload/…/€.jpg', 'thumbnail/…/€.jpg'],
  ])('%s', (key, thumbnail) => {
    expect(Object(thumbnailKeyOf(key)).thumbnail).toBe(thumbnail);
  });

  test.each([
    ['image/400.jpg', 'it does not lie under upload/'],
    ['thumbnail/a.jpg', 'it does not lie under upload/'],
    ['Upload/a.jpg', 'it does not lie under upload/'],
    ['upload/a.gif', 'its name does not end in .jpg, .png or .webp'],
    ['upload/a.jpeg', 'its name does not end in .jpg, .png or .webp'],
    ['upload/a', 'its name does not end in .jpg, .png or .webp'],
    ['upload/.jpg', 'its name has parts that are no plain names'],
    ['upload/../thumbnail/a.jpg', 'its name has parts that are no plain names'],
    ['upload/../../etc/passwd.jpg', 'its name has parts that are no plain names'],
    ['upload/./a.jpg', 'its name has parts that are no plain names'],
    ['upload//a.jpg', 'its name has parts that are no plain names'],
    ['upload/a\\..\\b.jpg', 'its name has parts that are no plain names'],
    ['upload/a\n.jpg', 'its name has parts that are no plain names'],
    ['upload/a\0.jpg', 'its name has parts that are no plain names'],
    ['upload/\ud800.jpg', 'its name has parts that are no plain names'],
    [`upload/${'a'.repeat(1011)}.jpg`, 'its name is too long'],
    [`upload/${'€'.repeat(337)}.jpg`, 'its name is too long'],
  ])('%j has no thumbnail', (key, why) => {
    expect(thumbnailKeyOf(key)).toEqual({ why });
  });

  test('no thumbnail is an upload, nor makes one: there is no loop', () => {
    expect(uploadPrefix.startsWith(thumbnailPrefix)).toBe(false);
    expect(thumbnailPrefix.startsWith(uploadPrefix)).toBe(false);
    const names = fc.oneof(
      keys,
      fc.array(keys, { maxLength: 4 }).map((parts) => parts.join('/')),
    );
    fc.assert(
      fc.property(names, fc.constantFrom('.jpg', '.png', '.webp', '.PNG'), (name, ending) => {
        const made = thumbnailKeyOf(`upload/${name}${ending}`);
        if (!('thumbnail' in made)) return;
        expect(isThumbnailKey(made.thumbnail)).toBe(true);
        expect(made.thumbnail.startsWith(thumbnailPrefix)).toBe(true);
        expect(thumbnailKeyOf(made.thumbnail)).toHaveProperty('why');
        // A URL that names it is not shortened on the way.
        const path = new URL(
          made.thumbnail.split('/').map(encodeURIComponent).join('/'),
          'http://h',
        );
        expect(path.pathname.split('/').length).toBe(made.thumbnail.split('/').length + 1);
      }),
    );
  });

  test("a bench's own uploads are told by their exact form", () => {
    const key = benchUploadKey('2026-05-03-a1', '000001.jpg');
    expect(key).toBe('upload/fibimg-bench/2026-05-03-a1/000001.jpg');
    expect(isBenchUpload(key)).toBe(true);
    const others = ['upload/a.jpg', 'upload/fibimg-bench/a.jpg', `${key}.txt`, `x${key}`];
    expect([...others, 'upload/fibimg-bench/r/s/a.jpg'].filter(isBenchUpload)).toEqual([]);
  });
});

describe('items', () => {
  const facts = fc.record({
    type: fc.constantFrom('image/jpeg', 'image/png'),
    bytes: fc.nat(),
    width: fc.nat(),
    height: fc.nat(),
  });
  const items: fc.Arbitrary<Thumbnail> = fc.record(
    {
      key: keys,
      sequencer: sequencers,
      sourceVersion: fc.constant('v1'),
      created: fc.constant('2026-05-03 10:11:12'),
      requestId: fc.uuid(),
      start: fc.constantFrom('cold', 'warm'),
      environment: fc.uuid(),
      result: fc.oneof(
        fc.record({
          state: fc.constant('made' as const),
          source: facts,
          location: keys,
          thumbnail: facts,
        }),
        fc.record({ state: fc.constant('refused' as const), why: fc.string() }),
      ),
    },
    {
      requiredKeys: ['key', 'sequencer', 'created', 'requestId', 'start', 'environment', 'result'],
    },
  );

  test('what is written is what is read', () => {
    fc.assert(
      fc.property(items, (item) => {
        expect(decodeThumbnail(JSON.parse(JSON.stringify(encodeThumbnail(item))))).toEqual(item);
      }),
    );
  });

  test('the key is THUMBNAIL and the key of the upload', () => {
    fc.assert(
      fc.property(items, (item) => {
        const key = { PK: { S: thumbnailPartition }, SK: { S: item.key } };
        expect(thumbnailItemKey(item.key)).toEqual(key);
        expect(encodeThumbnail(item)).toMatchObject(key);
      }),
    );
  });

  test('one is written only over an older one', () => {
    expect(newerCondition).toBe('attribute_not_exists(PK) OR sequencerOrder < :order');
    fc.assert(
      fc.property(items, (item) => {
        const { sequencerOrder } = encodeThumbnail(item);
        expect(newerValues(item.sequencer)).toEqual({ ':order': sequencerOrder });
      }),
    );
  });

  test('one that lacks an attribute is told with its name', () => {
    expect(() => decodeThumbnail({ PK: { S: 'THUMBNAIL' }, SK: { S: 'upload/a.jpg' } })).toThrow(
      'item THUMBNAIL upload/a.jpg cannot be read',
    );
  });
});
