import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createJobRun } from '../../src/core/events/job-table.ts';
import type { Thumbnail } from '../../src/core/events/thumbnail-item.ts';
import type { EventStores } from '../../src/lambda/event-stores.ts';

interface OpenStores {
  readonly stores: EventStores;
  close(): Promise<void>;
}

const item = (sequencer: string, why: string): Thumbnail => ({
  key: 'upload/a b+ü.jpg',
  sequencer,
  created: '2026-05-03 10:11:12',
  requestId: 'request-1',
  start: 'cold',
  environment: 'environment-1',
  result: { state: 'refused', why },
});

/** What events need of a bucket and a table, whatever keeps them. `open` gives empty ones each time. */
export const eventStoresContract = (name: string, open: () => Promise<OpenStores>): void => {
  describe(`stores of events: ${name}`, () => {
    let opened: OpenStores;
    let stores: EventStores;
    beforeEach(async () => {
      opened = await open();
      stores = opened.stores;
    });
    afterEach(() => opened.close());

    const object = (text: string) => ({ bytes: Buffer.from(text), type: 'image/jpeg' });
    const key = 'thumbnail/a b+%(ü)!.jpg';
    const read = async (maxBytes = 100) => stores.thumbnails.readObject(key, { maxBytes });

    test('an object is written where there is none, and read back with its tag', async () => {
      const { replaceObject } = stores.thumbnails;
      expect(await read()).toBeUndefined();
      expect(await replaceObject(key, object('one'), undefined)).toBe(true);
      const found = await read();
      expect(Buffer.from(found?.bytes ?? []).toString()).toBe('one');
      expect(found?.eTag).toMatch(/^"[0-9a-f]{32}"$/);
      expect(await replaceObject(key, object('two'), undefined)).toBe(false);
      expect(Buffer.from((await read())?.bytes ?? []).toString()).toBe('one');
    });

    test('an object is written over the one that was read, and over no other', async () => {
      const { replaceObject } = stores.thumbnails;
      expect(await replaceObject(key, object('one'), '"0"')).toBe(false);
      await replaceObject(key, object('one'), undefined);
      const eTag = (await read())?.eTag;
      expect(await replaceObject(key, object('two'), eTag)).toBe(true);
      expect(await replaceObject(key, object('three'), eTag)).toBe(false);
      expect(Buffer.from((await read())?.bytes ?? []).toString()).toBe('two');
    });

    test('of writers at the same moment one is let through', async () => {
      const { replaceObject } = stores.thumbnails;
      const writes = Array.from({ length: 8 }, (_, at) =>
        replaceObject(key, object(`writer ${at}`), undefined),
      );
      expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
    });

    test('more bytes than asked for are refused', async () => {
      await stores.thumbnails.replaceObject(key, object('x'.repeat(101)), undefined);
      await expect(read()).rejects.toMatchObject({ kind: 'invalid_input' });
      expect((await read(101))?.bytes).toHaveLength(101);
    });

    test('items go over older ones alone', async () => {
      const { findItem, putItem } = stores.thumbnails;
      const { key: sortKey } = item('', '');
      expect(await findItem(sortKey)).toBeUndefined();
      expect(await putItem(item('0055AE', 'second'))).toBe(true);
      expect(await putItem(item('0055ae00', 'the same'))).toBe(false);
      expect(await putItem(item('0055AD99', 'first'))).toBe(false);
      expect(await findItem(sortKey)).toEqual(item('0055AE', 'second'));
      expect(await putItem(item('0055AE01', 'third'))).toBe(true);
      expect(await findItem(sortKey)).toEqual(item('0055AE01', 'third'));
    });

    test('a job has one run at a time, which ends, or whose time passes', async () => {
      let nowMs = 1_000_000;
      const now = () => new Date(nowMs);
      const runOf = (run: string, environment = run) =>
        createJobRun({ items: stores.jobs, job: 'warm', run, environment, now });
      const [first, second] = [runOf('a'), runOf('b')];
      expect(await first.begin(1000)).toBe(true);
      expect(await second.begin(1000)).toBe(false);
      // The same event, come again.
      expect(await first.begin(1000)).toBe(true);
      await first.end();
      nowMs += 1;
      expect(await second.begin(1000)).toBe(true);
      nowMs += 1001;
      expect(await first.begin(1000)).toBe(true);
      // What is over ends nothing of another.
      await second.end();
      expect(await first.members()).toEqual(['a']);
    });

    test('environments join a run, each once, while it lasts', async () => {
      const now = () => new Date(1_000_000);
      const runOf = (environment: string, run = 'run') =>
        createJobRun({ items: stores.jobs, job: 'warm', run, environment, now });
      const leader = runOf('one');
      expect(await runOf('two').join()).toBeUndefined();
      await leader.begin(1000);
      expect(await runOf('two', 'other run').join()).toBeUndefined();
      await Promise.all(['two', 'three', 'two'].map((each) => runOf(each).join()));
      expect((await leader.members())?.toSorted()).toEqual(['one', 'three', 'two']);
      await leader.end();
      expect(await leader.members()).toBeUndefined();
      expect(await runOf('four').join()).toBeUndefined();
    });
  });
};
