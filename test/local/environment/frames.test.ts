import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameReader, encodeFrame } from '../../../src/local/environment/frames.ts';
import {
  decodeInvoke,
  decodeMessage,
  encodeInvoke,
  encodeMessage,
} from '../../../src/local/environment/protocol.ts';

describe('frames', () => {
  it('come out as they went in, cut anywhere', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 5 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { maxLength: 6 }), (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(encodeFrame));
        const read: string[] = [];
        const reader = createFrameReader((text) => read.push(text));
        const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
        let from = 0;
        for (const end of ends.toSorted((one, other) => one - other)) {
          reader(bytes.subarray(from, end));
          from = end;
        }
        expect(read).toEqual(sent);
      }),
    );
  });

  it('of a length that nothing of ours has are refused', () => {
    const reader = createFrameReader(() => {});
    expect(() => reader(Buffer.alloc(8, 0xff))).toThrow(RangeError);
  });
});

describe('messages', () => {
  const text = fc.string({ unit: 'binary' });

  it('of a result keep payload and log apart', () => {
    const result = fc.record({
      type: fc.constant('result' as const),
      ok: fc.boolean(),
      payload: fc.json(),
      durationMs: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
      maxMemoryMb: fc.nat(),
      cpuMs: fc.nat(),
      log: text,
    });
    fc.assert(
      fc.property(result, (message) => {
        expect(decodeMessage(encodeMessage(message))).toEqual(message);
      }),
    );
  });

  it('of a log, and of an invocation, come out as they went in', () => {
    fc.assert(
      fc.property(text, fc.json(), (words, event) => {
        const log = { type: 'log' as const, text: words };
        expect(decodeMessage(encodeMessage(log))).toEqual(log);
        const ids = { requestId: 'r', traceId: 't', functionArn: 'a', deadlineMs: 1 };
        const invoke = { ...ids, event, clientContext: words };
        expect(decodeInvoke(encodeInvoke(invoke))).toEqual(invoke);
      }),
    );
  });

  it.each([
    '',
    'words',
    'null',
    '{}',
    '{"type":"log"}',
    '{"type":"result","payloadLength":3}\n123',
  ])('that the bootstrap never sends are nothing: %s', (said) => {
    expect(decodeMessage(said)).toBeUndefined();
  });
});
