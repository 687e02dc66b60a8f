import type { Clock } from '../../../src/core/service/ports.ts';

/** For what really waits: the clock of `createTestIo` stands still. */
export const realClock: Clock = { now: () => new Date(), elapsedMs: () => performance.now() };
