import { describe, expect, it } from 'vitest';
import { createImageService } from '../../../src/core/service/image-service.ts';
import { createMemoryStore, createTestOrigin } from '../../support/cli/memory-store.ts';
import { fixedClock } from '../../support/cli/test-io.ts';

const setUp = () => {
  const store = createMemoryStore();
  const origin = createTestOrigin();
  const deps = {
    metadata: store.metadata,
    images: store.images,
    origin: origin.origin,
    clock: fixedClock('2026-01-02T03:04:05.678Z'),
  };
  return { store, origin, deps, service: createImageService(deps) };
};

describe('the image service', () => {
  it('fetches what is missing, then finds it', async () => {
    const { service, store, origin } = setUp();

    const first = await service.get(500);
    const second = await service.get(500);

    expect(first).toMatchObject({ pixels: 500, outcome: 'fetched', steps: { fetchMs: 1 } });
    expect(first.metadata).toEqual({
      originalUrl: 'https://picsum.photos/500',
      redirectedUrl: 'https://origin.test/500',
      imageLocation: 'image/500.jpg',
      contentDisposition: null,
      contentType: ['image/jpeg'],
      created: '2026-01-02 03:04:05',
    });
    expect(second).toMatchObject({ outcome: 'stored', metadata: first.metadata });
    expect(second.steps).toEqual({ lookupMs: expect.any(Number) });
    expect(origin.fetched).toEqual([500]);
    expect(store.bytes.has(500)).toBe(true);
  });

  it('writes the image, then the document, then the item', async () => {
    const { service, store } = setUp();
    await service.get(400);
    expect(store.calls.filter((call) => call.startsWith('put'))).toEqual([
      'putImage',
      'putDocument',
      'putItem',
    ]);
  });

  it('reads both halves at once', async () => {
    const { service, store } = setUp();
    const pending = service.get(400);
    expect(store.calls).toEqual(['findItem', 'findDocument']);
    await pending;
  });

  it.each(['items', 'documents'] as const)(
    'fetches anew when only the %s are left',
    async (half) => {
      const { service, store, origin } = setUp();
      await service.get(400);
      store[half === 'items' ? 'documents' : 'items'].delete(400);
      expect((await service.get(400)).outcome).toBe('fetched');
      expect(origin.fetched).toEqual([400, 400]);
      expect((await service.get(400)).outcome).toBe('stored');
    },
  );

  it.each(['putImage', 'putDocument', 'putItem'])(
    'killed before %s, it leaves nothing that points at nothing, and the next get repairs',
    async (call) => {
      const { service, store, deps } = setUp();
      store.failAt(call, new Error('killed'));
      await expect(service.get(700)).rejects.toThrow('killed');
      if (store.documents.has(700)) expect(store.bytes.has(700)).toBe(true);
      if (store.items.has(700)) expect(store.documents.has(700)).toBe(true);
      expect(store.items.has(700)).toBe(false);

      store.heal();
      const afterRestart = createImageService(deps);
      expect((await afterRestart.get(700)).outcome).toBe('fetched');
      expect((await afterRestart.get(700)).outcome).toBe('stored');
      expect([store.bytes, store.documents, store.items].every((map) => map.has(700))).toBe(true);
    },
  );

  it.each(['findItem', 'findDocument'])(
    'takes a failing %s for a failure, not for a miss',
    async (call) => {
      const { service, store, origin } = setUp();
      store.failAt(call, new Error('the store is down'));
      await expect(service.get(400)).rejects.toThrow('the store is down');
      expect(origin.fetched).toEqual([]);
    },
  );

  it('stores nothing when the origin fails', async () => {
    const { store, deps } = setUp();
    const failing = createImageService({
      ...deps,
      origin: { fetch: () => Promise.reject(new Error('no such image')) },
    });
    await expect(failing.get(400)).rejects.toThrow('no such image');
    expect(store.calls).toEqual(['findItem', 'findDocument']);
  });
});

describe('concurrent requests', () => {
  it('for one missing image share one fetch', async () => {
    const { service, origin, store } = setUp();
    const records = await Promise.all(Array.from({ length: 100 }, () => service.get(600)));
    expect(origin.fetched).toEqual([600]);
    expect(store.calls.filter((call) => call === 'putItem')).toHaveLength(1);
    expect(new Set(records.map(({ outcome }) => outcome))).toEqual(new Set(['fetched']));
  });

  it('for different images fetch each', async () => {
    const { service, origin } = setUp();
    await Promise.all([service.get(600), service.get(601), service.get(600)]);
    expect(origin.fetched.toSorted()).toEqual([600, 601]);
  });

  it('do not share a failure with those who come later', async () => {
    const { service, store } = setUp();
    store.failAt('putImage', new Error('full'));
    await expect(Promise.all([service.get(600), service.get(600)])).rejects.toThrow('full');
    store.heal();
    expect((await service.get(600)).outcome).toBe('fetched');
  });

  it('end one by one when interrupted; the fetch ends with the last of them', async () => {
    const { service, origin } = setUp();
    const release = origin.hold();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = service.get(600, one.signal);
    const second = service.get(600, two.signal);
    await new Promise((resolve) => setImmediate(resolve));
    one.abort(new Error('first gave up'));
    await expect(first).rejects.toThrow('first gave up');
    expect(origin.aborted).toEqual([]);
    two.abort(new Error('second gave up'));
    await expect(second).rejects.toThrow('second gave up');
    expect(origin.aborted).toEqual([600]);
    release();
  });
});
