import { expect, it } from 'vitest';
import { createRealScheduler } from '../../../src/bench/engine/real-scheduler.ts';
import { warmUpGenerator } from '../../../src/bench/phases/warm-up.ts';

/** What would keep the process awake; a connection on its way out is none of it. */
const handles = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap' || name === 'Timeout');

it('warms up with right answers of a server of its own, and leaves nothing open', async () => {
  const before = handles();
  const scheduler = createRealScheduler(() => performance.now() * 1000);
  const summary = await warmUpGenerator(scheduler);
  const { started = 0, ok = 0, interrupted = 0 } = summary?.classes ?? {};
  expect(ok).toBeGreaterThan(0);
  expect(ok + interrupted).toBe(started);
  expect(handles()).toEqual(before);
});
