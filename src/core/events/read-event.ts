import { FibimgError } from '../error.ts';
import { membersOf, parseJson } from '../json.ts';
import { type Job, readJob } from './job.ts';
import { readBridgeEvent, readNotification, type S3Record } from './s3-event.ts';
import { readSqsEvent, type SqsMessage } from './sqs-event.ts';

/** What the function is told by an event that is no request. */
type FunctionEvent =
  | { readonly kind: 's3'; readonly records: readonly S3Record[] }
  | { readonly kind: 'sqs'; readonly messages: readonly SqsMessage[] }
  | { readonly kind: 'job'; readonly job: Job };

/** @throws FibimgError `invalid_input` for an event that is of no kind, or tells its job wrongly. */
export const readEvent = (event: unknown): FunctionEvent => {
  const records = readS3(event);
  if (records !== undefined) return { kind: 's3', records };
  const messages = readSqsEvent(event);
  if (messages !== undefined) return { kind: 'sqs', messages };
  const job = readJob(event);
  if (job !== undefined) return { kind: 'job', job };
  const names = [...membersOf(event).keys()].join(', ').slice(0, 200);
  throw new FibimgError('invalid_input', 'the event is of no kind that this function knows', {
    why: names === '' ? 'it is not a JSON object' : `its members are ${names}`,
    hint: 'it knows requests over HTTP, operations, uploads by S3, EventBridge or SQS, and the jobs seed and warm',
  });
};

/** The uploads that a message of a queue tells of; undefined for any other message. */
export const readMessage = ({ body }: SqsMessage): readonly S3Record[] | undefined =>
  readS3(parseJson(body));

const readS3 = (event: unknown): readonly S3Record[] | undefined =>
  readNotification(event) ?? readBridgeEvent(event);
