import type { JsonObject } from '../json.ts';
import { property, textProperty } from '../property.ts';

/** A message as a queue hands it to a function. */
export interface SqsMessage {
  readonly messageId: string;
  readonly body: string;
}

/** The batch of an event source mapping; undefined for any other event. */
export const readSqsEvent = (event: unknown): readonly SqsMessage[] | undefined => {
  const records = property(event, 'Records');
  if (!Array.isArray(records) || records.length === 0) return undefined;
  const messages = records.flatMap((record) => {
    const messageId = textProperty(record, 'messageId');
    const isMessage = property(record, 'eventSource') === 'aws:sqs' && messageId;
    // One without a body is one that cannot be handled, and is reported by its id.
    return isMessage ? [{ messageId, body: textProperty(record, 'body') ?? '' }] : [];
  });
  return messages.length === records.length ? messages : undefined;
};

/** What says which messages of a batch are to come again; none means that all are done. */
interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export const batchAnswer = (failed: readonly SqsMessage[]): BatchAnswer => ({
  batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

/** The messages of a batch that a function's answer says have failed; undefined where it says nothing to go by. */
export const failuresIn = (
  answer: unknown,
  batch: readonly SqsMessage[],
): readonly SqsMessage[] | undefined => {
  const failures = property(answer, 'batchItemFailures') ?? [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((failure) => textProperty(failure, 'itemIdentifier'));
  const known = batch.filter(({ messageId }) => ids.includes(messageId));
  // An id that is no message's makes Lambda take all of them for failed.
  return ids.every((id) => known.some(({ messageId }) => messageId === id)) ? known : undefined;
};

interface QueueCircumstances {
  readonly queueArn: string;
  readonly unixMs: number;
  /** How often the message has been handed out, this time included. */
  readonly receiveCount: number;
  /** Of the body, in hexadecimal. */
  readonly md5: (body: string) => string;
}

/** The event that a function gets from a queue. */
export const makeSqsEvent = (
  messages: readonly SqsMessage[],
  { queueArn, unixMs, receiveCount, md5 }: QueueCircumstances,
): JsonObject => ({
  Records: messages.map(({ messageId, body }) => ({
    messageId,
    receiptHandle: messageId,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(unixMs),
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: String(unixMs),
    },
    messageAttributes: {},
    md5OfBody: md5(body),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  })),
});
