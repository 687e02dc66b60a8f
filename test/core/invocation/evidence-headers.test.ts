import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverTimesIn, serverTiming } from '../../../src/core/invocation/evidence-headers.ts';

const read = (text: string) => serverTimesIn(new Map([['server-timing', text]]));
const ms = fc.integer({ min: 0, max: 900_000_000 }).map((us) => us / 1000);

describe('the server-timing header', () => {
  it('is read as it was written, beside what a proxy adds', () => {
    const times = fc.record(
      { queueMs: ms, initMs: ms, handlerMs: ms },
      { requiredKeys: ['queueMs', 'handlerMs'] },
    );
    fc.assert(
      fc.property(times, (of) => {
        expect(read(serverTiming(of))).toEqual(of);
        expect(read(`cdn;dur=1, ${serverTiming(of)}, edge;dur=2`)).toEqual(of);
      }),
    );
  });

  it("of another server says nothing of the function's time", () => {
    expect(read('queue;dur=1.5, handler;dur=2.5')).toBeUndefined();
    expect(serverTimesIn(new Map())).toBeUndefined();
  });
});
