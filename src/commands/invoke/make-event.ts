import { makeJobEvent } from '../../core/events/job.ts';
import { makeBridgeEvent, makeNotification } from '../../core/events/s3-event.ts';
import { makeSequencer } from '../../core/events/sequencer.ts';
import { makeSqsEvent } from '../../core/events/sqs-event.ts';
import type { Clock, Rng } from '../../core/service/ports.ts';

/** Each way in which a function hears of an upload, and of a schedule. */
export const eventKinds = ['s3-put', 's3-eventbridge', 'sqs', 'schedule'] as const;

export type EventKind = (typeof eventKinds)[number];

/** What a schedule of our stack could be given. */
export const defaultJob: unknown = makeJobEvent({
  job: 'seed',
  ints: Array.from({ length: 11 }, (_, at) => 400 + at),
});

interface Circumstances {
  readonly bucket: string;
  readonly region: string;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly md5: (text: string) => string;
  /** Of a schedule. */
  readonly input: unknown;
}

const account = '000000000000';

/** An event as AWS would send it now. What has been uploaded is not looked at. */
export const makeEvent = (
  { event, key }: { readonly event: EventKind; readonly key: string },
  { bucket, region, clock, rng, md5, input }: Circumstances,
): unknown => {
  if (event === 'schedule') return input;
  const unixMs = clock.now().getTime();
  const object = { region, bucket, key, sequencer: makeSequencer(unixMs, 0), unixMs };
  const circumstances = { requestId: rng.uuid(), account, eventId: rng.uuid() };
  if (event === 's3-eventbridge') return makeBridgeEvent(object, circumstances);
  const notification = makeNotification([object], circumstances);
  if (event === 's3-put') return notification;
  const message = { messageId: rng.uuid(), body: JSON.stringify(notification) };
  return makeSqsEvent([message], {
    ...{ queueArn: `arn:aws:sqs:${region}:${account}:uploads`, unixMs, receiveCount: 1 },
    md5,
  });
};
