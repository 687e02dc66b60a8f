import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  makeJobEvent,
  mostWarmEnvironments,
  readJob,
  writeInts,
} from '../../../src/core/events/job.ts';
import { readEvent, readMessage } from '../../../src/core/events/read-event.ts';
import { makeBridgeEvent, makeNotification } from '../../../src/core/events/s3-event.ts';
import { makeSequencer, orderOfSequencer } from '../../../src/core/events/sequencer.ts';
import { batchAnswer, failuresIn, makeSqsEvent } from '../../../src/core/events/sqs-event.ts';
import { circumstances, sequencers, uploads } from './arbitrary-events.ts';

/** As it comes from the wire. */
const carried = (event: object): unknown => JSON.parse(JSON.stringify(event));

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const queue = { queueArn: 'arn:aws:sqs:us-east-1:123456789012:q', unixMs: 0, receiveCount: 1, md5 };

const whyOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (thrown) {
    return [Object(thrown).message, Object(thrown).why].filter(Boolean).join(': ');
  }
  return undefined;
};

describe('what is made is what is read', () => {
  test('S3 notifications, of several objects', () => {
    fc.assert(
      fc.property(fc.array(uploads, { minLength: 1, maxLength: 4 }), (objects) => {
        const withTime = objects.map((object) => ({ unixMs: 0, ...object }));
        const event = carried(makeNotification(withTime, circumstances));
        const records = withTime.map((object) => ({ kind: 'created', object }));
        expect(readEvent(event)).toEqual({ kind: 's3', records });
      }),
    );
  });

  test('S3 by EventBridge', () => {
    fc.assert(
      fc.property(uploads, (object) => {
        const withTime = { unixMs: 0, ...object };
        const event = carried(makeBridgeEvent(withTime, circumstances));
        const records = [{ kind: 'created', object: withTime }];
        expect(readEvent(event)).toEqual({ kind: 's3', records });
      }),
    );
  });

  test('messages of a queue, with either inside', () => {
    fc.assert(
      fc.property(uploads, (object) => {
        const withTime = { unixMs: 0, ...object };
        const bodies = [
          JSON.stringify(makeNotification([withTime], circumstances)),
          JSON.stringify(makeBridgeEvent(withTime, circumstances)),
        ];
        const sent = bodies.map((body, at) => ({ messageId: `id-${at}`, body }));
        const event = readEvent(carried(makeSqsEvent(sent, queue)));
        expect(event).toEqual({ kind: 'sqs', messages: sent });
        const records = [{ kind: 'created', object: withTime }];
        expect(sent.map(readMessage)).toEqual([records, records]);
      }),
    );
  });

  test('jobs, bare and as the detail of a schedule', () => {
    const seeds = fc
      .uniqueArray(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 })
      .map((ints) => ({ job: 'seed' as const, ints: ints.sort((a, b) => a - b) }));
    const warms = fc.record(
      {
        job: fc.constant('warm' as const),
        environments: fc.integer({ min: 1, max: mostWarmEnvironments }),
        run: fc.uuid(),
      },
      { requiredKeys: ['job', 'environments'] },
    );
    fc.assert(
      fc.property(fc.oneof(seeds, warms), (job) => {
        const event = carried(makeJobEvent(job));
        expect(readEvent(event)).toEqual({ kind: 'job', job });
        const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: event };
        expect(readEvent(scheduled)).toEqual({ kind: 'job', job });
      }),
    );
  });
});

test('keys are decoded as a form is, in notifications alone', () => {
  const keyIn = (event: unknown): unknown => Object(readEvent(event)).records[0].object?.key;
  const object = { region: 'us-east-1', bucket: 'images', key: '', sequencer: '00' };
  const noted = (key: string) => {
    const [record] = Object(makeNotification([object], circumstances)).Records;
    return { Records: [{ ...record, s3: { ...record.s3, object: { key, sequencer: '00' } } }] };
  };
  expect(keyIn(noted('upload/red+flower%2B%25.jpg'))).toBe('upload/red flower+%.jpg');
  expect(keyIn(noted('upload/%E2%82%AC.jpg'))).toBe('upload/€.jpg');
  expect(readEvent(noted('upload/%E2%82.jpg'))).toMatchObject({ records: [{ kind: 'malformed' }] });
  expect(readEvent(noted('upload/100%.jpg'))).toMatchObject({ records: [{ kind: 'malformed' }] });
  const bridged = makeBridgeEvent({ ...object, key: 'upload/a+b%20.jpg' }, circumstances);
  expect(keyIn(bridged)).toBe('upload/a+b%20.jpg');
  const text = JSON.stringify(
    makeNotification([{ ...object, key: "a b/(c)'.jpg" }], circumstances),
  );
  expect(text).toContain('"a+b/%28c%29%27.jpg"');
});

describe('an event cut short is never guessed at', () => {
  const object = { region: 'us-east-1', bucket: 'images', key: 'upload/a.jpg', sequencer: '00' };
  const whole = [makeNotification([object], circumstances), makeBridgeEvent(object, circumstances)];
  const required =
    /"(region|awsRegion|name|key|sequencer|eventName|eventSource|source|detail-type|s3|detail|object|bucket|Records)":/;

  /** The event without one member, wherever it stands. */
  const without = (event: unknown, path: readonly string[]): unknown => {
    const [name = '', ...rest] = path;
    if (Array.isArray(event)) return event.map((each) => without(each, path));
    if (typeof event !== 'object' || event === null) return event;
    return Object.fromEntries(
      Object.entries(event).flatMap(([key, value]) => {
        if (key !== name) return [[key, value]];
        return rest.length === 0 ? [] : [[key, without(value, rest)]];
      }),
    );
  };
  const pathsOf = (event: unknown): string[][] =>
    typeof event !== 'object' || event === null
      ? []
      : Object.entries(event).flatMap(([key, value]) => {
          const inner = pathsOf(value);
          return Array.isArray(event) ? inner : [[key], ...inner.map((path) => [key, ...path])];
        });

  test.each(
    whole.flatMap((event) => pathsOf(event).map((path) => [path.join('.'), event, path] as const)),
  )('without %s', (_, event, path) => {
    const name = path.at(-1) ?? '';
    const cut = without(event, path);
    let outcome = 'error';
    try {
      const read = readEvent(cut);
      outcome = read.kind === 's3' ? (read.records[0]?.kind ?? '') : read.kind;
    } catch (thrown) {
      expect(thrown).toMatchObject({
        kind: 'invalid_input',
        message: expect.stringContaining('no kind'),
      });
    }
    const isRequired = required.test(`"${name}":`);
    if (isRequired) expect(['error', 'malformed']).toContain(outcome);
    else expect(outcome).toBe('created');
  });

  test.each([
    undefined,
    null,
    'text',
    7,
    [],
    { Records: [] },
    { Records: [{}] },
    { Records: [{ eventSource: 'aws:s3' }, { eventSource: 'aws:sqs', messageId: 'a' }] },
    { Records: [{ eventSource: 'aws:sns' }] },
    { Records: [{ eventSource: 'aws:sqs' }] },
    { source: 'aws.ec2', 'detail-type': 'Instance' },
    { key1: 'value1' },
  ])('%j is of no kind', (event) => {
    expect(whyOf(() => readEvent(event))).toMatch(
      /^the event is of no kind that this function knows: /,
    );
  });

  test('whatever the event, it is read or refused', () => {
    fc.assert(
      fc.property(fc.anything(), (event) => {
        const why = whyOf(() => readEvent(event));
        if (why !== undefined) expect(why).not.toMatch(/undefined is not|Cannot read/);
      }),
    );
  });

  test.each([
    [{ job: 'sleep' }, 'the job must be seed or warm'],
    [{ source: 'aws.events', detail: {} }, 'the job must be seed or warm: there is none'],
    [{ job: 'seed' }, 'ints must be text: numbers and ranges such as 500, 400-1000 or 400,500-510'],
    [
      { job: 'seed', ints: '9000' },
      '"9000" is not a set of integers: "9000" is not a plain whole number from 1 to 5000',
    ],
    [{ job: 'warm' }, 'environments must be a whole number from 1 to 100'],
    [{ job: 'warm', environments: 101 }, 'environments must be a whole number from 1 to 100'],
    [{ job: 'warm', environments: 1.5 }, 'environments must be a whole number from 1 to 100'],
    [{ job: 'warm', environments: 2, run: 'a b' }, 'run must be letters, digits, - and _'],
  ])('%j is refused', (event, why) => {
    expect(whyOf(() => readJob(event))).toBe(why);
  });
});

test.each([
  ["S3's test", { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'images' }, 's3:TestEvent'],
  [
    'a removal',
    { Records: [{ eventSource: 'aws:s3', eventName: 'ObjectRemoved:Delete' }] },
    'ObjectRemoved:Delete',
  ],
  [
    'a removal by EventBridge',
    { source: 'aws.s3', 'detail-type': 'Object Deleted' },
    'Object Deleted',
  ],
])('%s is told from an upload', (_, event, what) => {
  expect(readEvent(event)).toEqual({ kind: 's3', records: [{ kind: 'other', what }] });
});

describe('sequencers', () => {
  test('the shorter is padded on the right', () => {
    const ordered = [
      '0055',
      '00550',
      '005500000000000001',
      '0055AED6DCD90281E5',
      '0055aed6dcd90281e6',
      '1',
    ];
    const orders = ordered.map((text) => orderOfSequencer(text));
    expect(orders.toSorted()).toEqual(orders);
    expect(orders[0]).toBe(orders[1]);
    expect(orderOfSequencer('0055AED6')).toBe(orderOfSequencer('0055aed6'));
    for (const bad of ['', 'xyz', '00 ', '0'.repeat(65)])
      expect(orderOfSequencer(bad)).toBeUndefined();
  });

  test('they are in a total order, that of the fractions that they are digits of', () => {
    const value = (text: string): bigint => BigInt(`0x${text}`) << BigInt(4 * (64 - text.length));
    fc.assert(
      fc.property(sequencers, sequencers, (one, other) => {
        const [a = '', b = ''] = [orderOfSequencer(one), orderOfSequencer(other)];
        expect(a < b).toBe(value(one) < value(other));
        expect(a === b).toBe(value(one) === value(other));
      }),
    );
  });

  test('those that are made rise with time', () => {
    const made = [
      makeSequencer(999, 5),
      makeSequencer(1000, 0),
      makeSequencer(1000, 1),
      makeSequencer(1_800_000_000_000, 0),
    ];
    expect(made.map((text) => text.length)).toEqual([18, 18, 18, 18]);
    expect(made.toSorted()).toEqual(made);
  });
});

describe('a batch', () => {
  const batch = [
    { messageId: 'a', body: '1' },
    { messageId: 'b', body: '2' },
  ];

  test('its answer names what is to come again', () => {
    expect(batchAnswer(batch.slice(1))).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    expect(failuresIn(batchAnswer(batch.slice(1)), batch)).toEqual([batch[1]]);
    expect(failuresIn({ batchItemFailures: [] }, batch)).toEqual([]);
    expect(failuresIn(null, batch)).toEqual([]);
  });

  test('an answer that names what is not in it fails all of it', () => {
    expect(failuresIn({ batchItemFailures: [{ itemIdentifier: 'c' }] }, batch)).toBeUndefined();
    expect(failuresIn({ batchItemFailures: [{}] }, batch)).toBeUndefined();
    expect(failuresIn({ batchItemFailures: 'b' }, batch)).toBeUndefined();
  });

  test('a message that tells of nothing known is told apart', () => {
    for (const body of ['', '{', '{"job":"warm","environments":1}', '{"Records":[]}']) {
      expect(readMessage({ messageId: 'a', body })).toBeUndefined();
    }
  });
});

test('neighbouring integers are written as ranges', () => {
  expect(writeInts([400, 401, 402, 500, 610, 611])).toBe('400-402,500,610-611');
  expect(writeInts([])).toBe('');
});
