import { isIP, type LookupFunction } from 'node:net';
import { expect, it } from 'vitest';
import { createHostResolver } from '../../../src/bench/http/host-resolver.ts';

const never = new AbortController().signal;

const found = [
  { address: '192.0.2.1', family: 4 },
  { address: '192.0.2.2', family: 4 },
  { address: '2001:db8::1', family: 6 },
];

const ask = (lookup: LookupFunction): Promise<readonly string[]> =>
  new Promise((resolve, reject) =>
    lookup('ignored.invalid', { all: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve([addresses].flat().map((one) => (typeof one === 'string' ? one : one.address)));
    }),
  );

const counting = (ttlMs: number) => {
  const state = { asked: 0, nowMs: 0 };
  const resolver = createHostResolver('name.invalid', {
    ttlMs,
    nowMs: () => state.nowMs,
    resolve: async () => {
      state.asked += 1;
      return found;
    },
  });
  return { state, ...resolver };
};

it('asks once a time to live, however many connections want an address at once', async () => {
  const { state, lookup, require } = counting(1000);
  await require(never, 1000);
  await Promise.all(Array.from({ length: 500 }, () => ask(lookup)));
  expect(state.asked).toBe(1);
  state.nowMs = 999;
  await ask(lookup);
  expect(state.asked).toBe(1);
  state.nowMs = 1000;
  await Promise.all(Array.from({ length: 500 }, () => ask(lookup)));
  expect(state.asked).toBe(2);
});

it('asks for each connection at a time to live of 0, and once for ever without end', async () => {
  const each = counting(0);
  await ask(each.lookup);
  await ask(each.lookup);
  expect(each.state.asked).toBe(2);
  const once = counting(Number.POSITIVE_INFINITY);
  await ask(once.lookup);
  once.state.nowMs = 1e12;
  await ask(once.lookup);
  expect(once.state.asked).toBe(1);
});

it('gives the addresses in turn, the first family first', async () => {
  const { lookup } = counting(1000);
  expect([await ask(lookup), await ask(lookup), await ask(lookup)]).toEqual([
    ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
    ['192.0.2.2', '192.0.2.1', '2001:db8::1'],
    ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
  ]);
});

it('gives one address to who wants one', async () => {
  const { lookup } = counting(1000);
  const one = await new Promise((resolve) =>
    lookup('ignored.invalid', {}, (_error, address, family) => resolve([address, family])),
  );
  expect(one).toEqual(['192.0.2.1', 4]);
});

it('fails at once with the name when there is no address', async () => {
  const { require } = createHostResolver('nohost.invalid', { ttlMs: 1000, nowMs: () => 0 });
  await expect(require(never, 5000)).rejects.toMatchObject({
    kind: 'network',
    message: 'the name nohost.invalid cannot be resolved',
  });
});

it('asks nothing for an address', async () => {
  const resolver = createHostResolver('127.0.0.1', {
    ttlMs: 1000,
    nowMs: () => 0,
    resolve: () => Promise.reject(new Error('asked')),
  });
  await expect(resolver.require(never, 1000)).resolves.toBeUndefined();
  expect(isIP('127.0.0.1')).toBe(4);
});

it('waits for no answer longer than it may, and ends at an interrupt', async () => {
  const resolve = () => new Promise<never>(() => {});
  const { require } = createHostResolver('slow.invalid', { ttlMs: 1, nowMs: () => 0, resolve });
  await expect(require(never, 20)).rejects.toMatchObject({
    ...{ kind: 'timeout', why: 'no address within the time-out of 20ms' },
    hint: 'allow more with --timeout',
  });
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(require(stopped, 5000)).rejects.toThrow('stopped');
});

it('lets a failure reach the connections that waited, and asks again for the next', async () => {
  let asked = 0;
  const resolve = async () => {
    asked += 1;
    if (asked === 1) throw Object.assign(new Error('no'), { code: 'EAI_AGAIN' });
    return found;
  };
  const { lookup } = createHostResolver('flaky.invalid', { ttlMs: 1000, nowMs: () => 0, resolve });
  const [one, other] = await Promise.allSettled([ask(lookup), ask(lookup)]);
  expect([one.status, other.status, asked]).toEqual(['rejected', 'rejected', 1]);
  expect(await ask(lookup)).toHaveLength(3);
});
