import { expect, it, vi } from 'vitest';
import { createRealScheduler } from '../../../src/bench/engine/real-scheduler.ts';
import { warmUpGenerator } from '../../../src/bench/phases/warm-up.ts';

const openSockets = () =>
  process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;

it('warms up with right answers of a server of its own, and leaves nothing open', async () => {
  const before = openSockets();
  const scheduler = createRealScheduler(() => performance.now() * 1000);
  const summary = await warmUpGenerator(scheduler);
  const { started = 0, ok = 0, interrupted = 0 } = summary?.classes ?? {};
  expect(ok).toBeGreaterThan(0);
  expect(ok + interrupted).toBe(started);
  await vi.waitFor(() => expect(openSockets()).toBeLessThanOrEqual(before));
});
