import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeItem, encodeItem } from '../../../src/core/service/item.ts';
import {
  imageKey,
  metadataKey,
  pixelsOfImageKey,
  pixelsOfMetadataKey,
  pixelsOfSortKey,
  sortKey,
} from '../../../src/core/service/keys.ts';
import {
  decodeMetadata,
  encodeMetadata,
  type Metadata,
} from '../../../src/core/service/metadata.ts';
import { formatUtc, parseUtc } from '../../../src/core/utc.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');

const original: Metadata = {
  originalUrl: 'https://picsum.photos/777',
  redirectedUrl: 'https://fastly.picsum.photos/id/13/777/777.jpg?hmac=x',
  imageLocation: 'image/777.jpg',
  contentDisposition: ['inline; filename="13-777x777.jpg"'],
  contentType: ['image/jpeg'],
  created: '2024-02-20 10:11:12',
};

const headerValues = fc.option(fc.array(fc.string(), { maxLength: 3 }), { nil: null });
const anyMetadata: fc.Arbitrary<Metadata> = fc.record({
  originalUrl: fc.string(),
  redirectedUrl: fc.string({ unit: 'grapheme' }),
  imageLocation: fc.string(),
  contentDisposition: headerValues,
  contentType: headerValues,
  created: fc.string(),
});

describe('what the original wrote', () => {
  it('is read from the bucket', () => {
    expect(decodeMetadata(fixture('original-metadata-777.json'), 'x')).toEqual(original);
  });

  it('is read from the table', () => {
    expect(decodeItem(JSON.parse(fixture('original-item.json')), 'x')).toEqual(original);
  });

  it('has, attribute by attribute, the values that we write', () => {
    const theirs: Record<string, { S?: string; N?: string }> = JSON.parse(
      fixture('original-item.json'),
    );
    const ours: Record<string, { S?: string; N?: string }> = encodeItem(777, original);
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    for (const [name, { S, N }] of Object.entries(theirs)) {
      expect(ours[name]).toEqual(N === undefined ? { S: S?.replaceAll('\\/', '/') } : { N });
    }
  });
});

describe('round trips', () => {
  it('of documents', () => {
    fc.assert(
      fc.property(anyMetadata, (metadata) => {
        expect(decodeMetadata(encodeMetadata(metadata), 'x')).toEqual(metadata);
        expect(Object.keys(JSON.parse(encodeMetadata(metadata)))).toEqual(Object.keys(original));
      }),
    );
  });

  it('of items, null values left out', () => {
    fc.assert(
      fc.property(anyMetadata, fc.integer({ min: 1, max: 5000 }), (metadata, pixels) => {
        const item = encodeItem(pixels, metadata);
        expect(decodeItem(item, 'x')).toEqual(metadata);
        expect('contentType' in item).toBe(metadata.contentType !== null);
      }),
    );
  });

  it('of keys', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (pixels) => {
        expect(pixelsOfImageKey(imageKey(pixels))).toBe(pixels);
        expect(pixelsOfMetadataKey(metadataKey(pixels))).toBe(pixels);
        expect(pixelsOfSortKey(sortKey(pixels))).toBe(pixels);
      }),
    );
  });

  it('of times', () => {
    const seconds = fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(seconds, (date) => {
        const whole = Math.floor(date.getTime() / 1000) * 1000;
        expect(parseUtc(formatUtc(date))?.getTime()).toBe(whole);
      }),
    );
  });
});

describe('what cannot be read', () => {
  it.each([
    ['{"originalUrl":', 'it is not JSON'],
    ['[]', 'it is not a JSON object'],
    ['null', 'it is not a JSON object'],
    ['{}', 'originalUrl is missing, not a string'],
    [JSON.stringify({ ...original, created: 7 }), 'created is a number, not a string'],
    [
      JSON.stringify({ ...original, contentType: 'x' }),
      'contentType is a string, not an array of strings',
    ],
    [
      JSON.stringify({ ...original, contentType: [1] }),
      'contentType is an array, not an array of strings',
    ],
  ])('%s: %s', (text, why) => {
    expect(() => decodeMetadata(text, 'metadata/1.json')).toThrow(
      expect.objectContaining({
        ...{ kind: 'corrupt', why },
        hint: expect.stringMatching(
          /^it is [0-9]+ characters that begin with ".*"; unless somebody needs that, remove metadata\/1\.json /,
        ),
      }),
    );
  });

  it('an item without metadata, or with metadata of another type', () => {
    expect(() => decodeItem({}, 'x')).toThrow(expect.objectContaining({ kind: 'corrupt' }));
    expect(() => decodeItem({ PK: { S: 'IMAGE' }, metadata: { N: '7' } }, 'x')).toThrow(
      expect.objectContaining({
        why: 'its attribute "metadata" is not a string',
        hint: expect.stringContaining('it is an item of PK, metadata; unless'),
      }),
    );
  });

  it.each(['image/0.jpg', 'image/05.jpg', 'image/7.png', 'x/image/7.jpg', 'image/7.jpg.tmp'])(
    'the key %s',
    (key) => expect(pixelsOfImageKey(key)).toBeUndefined(),
  );
});
