import type { AwsEnvironment } from '../aws/light/endpoint.ts';
import { FibimgError, messageOf } from '../core/error.ts';
import { handleUpload, type UploadOutcome } from '../core/events/handle-upload.ts';
import type { Job } from '../core/events/job.ts';
import { createJobRun } from '../core/events/job-table.ts';
import { readEvent, readMessage } from '../core/events/read-event.ts';
import { runSeed } from '../core/events/run-seed.ts';
import { joinWarm, runWarm } from '../core/events/run-warm.ts';
import type { S3Record } from '../core/events/s3-event.ts';
import { batchAnswer, type SqsMessage } from '../core/events/sqs-event.ts';
import { textProperty } from '../core/property.ts';
import type { ImageOutcome } from '../core/service/image-service.ts';
import type { Clock, Rng } from '../core/service/ports.ts';
import { sleep } from '../core/sleep.ts';
import type { RunningInvocation } from './context.ts';
import { spend, startDeadline } from './deadline.ts';
import { type EventStores, openEventStores } from './event-stores.ts';
import { answerOperation } from './operations.ts';
import { type LoadSharp, requireSharp } from './resize.ts';
import { scaleThumbnail } from './scale-thumbnail.ts';

/** What events need of the part of the function that is there from the start. */
export interface EventTools {
  readonly env: AwsEnvironment;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly loadSharp: LoadSharp;
  readonly getImage: (pixels: number, remainingMs: number) => Promise<ImageOutcome>;
}

interface EventInvocation extends RunningInvocation {
  readonly coldStart: boolean;
  readonly environmentId: string;
}

/** What an event came to: its log line, a status as of HTTP among it, and the answer. */
interface EventAnswer {
  readonly status: number;
  readonly log: Readonly<Record<string, unknown>>;
  readonly answer?: unknown;
  /** To be thrown: the event, or a part of it, has to come again. What has been done is not done twice. */
  readonly failure?: FibimgError;
}

export type EventHandler = (event: unknown, invocation: EventInvocation) => Promise<EventAnswer>;

/** What became of one record. */
type RecordOutcome =
  | UploadOutcome
  | {
      readonly key?: string;
      readonly outcome: 'ignored' | 'malformed' | 'failed';
      readonly why: string;
    };

type HandleRecord = (record: S3Record) => Promise<RecordOutcome>;

/** The second file of the function, for operations and events: a request over HTTP never loads it. */
export const createEventHandler = (tools: EventTools): EventHandler => {
  let opened: EventStores | undefined;
  return async (event, invocation) => {
    const operation = textProperty(event, 'operation');
    if (operation !== undefined) return handleOperation(operation, event, tools);
    opened ??= openEventStores(tools.env, tools.clock, tools.rng);
    const stores = opened;
    const side = longestSideOf(tools.env);
    const read = readEvent(event);
    const { workMs } = spend(invocation.remainingMs);
    if (read.kind === 'job') {
      const result = await runJob(read.job, { ...tools, stores, invocation, workMs });
      return { status: 200, log: { event: 'job', ...result }, answer: result };
    }
    const deadline = startDeadline(workMs, outOfTime);
    const handle = recordHandler({ ...tools, stores, side, invocation, workMs }, deadline.signal);
    try {
      return read.kind === 's3'
        ? await handleNotification(read.records, handle)
        : await handleBatch(read.messages, handle);
    } finally {
      deadline.clear();
    }
  };
};

const handleOperation = async (
  operation: string,
  event: unknown,
  { loadSharp }: EventTools,
): Promise<EventAnswer> => {
  const { status, result, log } = await answerOperation(operation, event, loadSharp);
  // Names of operations are as long as a caller likes.
  return { status, log: { operation: operation.slice(0, 100), ...log }, answer: result };
};

const outOfTime = (): FibimgError =>
  new FibimgError('timeout', 'the invocation ran out of time', {
    hint: "raise the function's time-out",
  });

const longestSideOf = (env: AwsEnvironment): number => {
  const given = env['ThumbnailSide'] || '128';
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given);
  throw new FibimgError('config', 'ThumbnailSide must be a whole number from 1 to 9999');
};

interface Work extends EventTools {
  readonly stores: EventStores;
  readonly invocation: EventInvocation;
  readonly workMs: number;
}

const recordHandler = (
  { stores, side, clock, loadSharp, invocation, workMs }: Work & { readonly side: number },
  signal: AbortSignal,
): HandleRecord => {
  const { bucket, region, thumbnails } = stores;
  const { context, coldStart, environmentId } = invocation;
  const deps = {
    ...{ stores: thumbnails, bucket, region, clock },
    scale: (image: Uint8Array) => scaleThumbnail(requireSharp(loadSharp), image, side, workMs),
    invocation: {
      requestId: context.awsRequestId,
      start: coldStart ? ('cold' as const) : ('warm' as const),
      environment: environmentId,
    },
  };
  return async (record) => {
    if (record.kind === 'malformed') return { outcome: 'malformed', why: record.why };
    if (record.kind === 'other') return { outcome: 'ignored', why: `it is ${record.what}` };
    const { key } = record.object;
    try {
      signal.throwIfAborted();
      return await handleUpload(record.object, deps, signal);
    } catch (thrown) {
      const more = thrown instanceof FibimgError && thrown.why ? `: ${thrown.why}` : '';
      return { key, outcome: 'failed', why: messageOf(thrown) + more };
    }
  };
};

/** One after the other: an image takes much of what memory there is. */
const handleAll = async (records: readonly S3Record[], handle: HandleRecord) => {
  const outcomes: RecordOutcome[] = [];
  for (const record of records) outcomes.push(await handle(record));
  return outcomes;
};

const hasFailed = ({ outcome }: RecordOutcome) => outcome === 'failed' || outcome === 'malformed';

const statusOf = (outcomes: readonly RecordOutcome[]): number => {
  if (outcomes.some(hasFailed)) return 500;
  const isOdd = ({ outcome }: RecordOutcome) => /^(refused|foreign|ignored)$/.test(outcome);
  return outcomes.some(isOdd) ? 400 : 200;
};

const handleNotification = async (
  records: readonly S3Record[],
  handle: HandleRecord,
): Promise<EventAnswer> => {
  const outcomes = await handleAll(records, handle);
  const answer = { records: outcomes };
  const handled = { status: statusOf(outcomes), log: { event: 's3', ...answer } };
  const failed = outcomes.filter(hasFailed);
  if (failed.length === 0) return { ...handled, answer };
  const what = `${failed.length} of ${outcomes.length} records could not be handled`;
  return { ...handled, failure: new FibimgError('storage', `${what}: ${failed[0]?.why}`) };
};

/** A message that tells of nothing known fails as well: it comes to the queue of failures, where somebody looks. */
const handleBatch = async (
  messages: readonly SqsMessage[],
  handle: HandleRecord,
): Promise<EventAnswer> => {
  const failed: SqsMessage[] = [];
  const all: RecordOutcome[] = [];
  for (const message of messages) {
    const records = readMessage(message) ?? [
      { kind: 'malformed', why: `message ${message.messageId} tells of no upload` } as const,
    ];
    const outcomes = await handleAll(records, handle);
    if (outcomes.some(hasFailed)) failed.push(message);
    all.push(...outcomes);
  }
  const log = { event: 'sqs', messages: messages.length, records: all };
  return { status: statusOf(all), log, answer: batchAnswer(failed) };
};

const runJob = (job: Job, { stores, clock, getImage, invocation, workMs }: Work) => {
  const { context, environmentId: environment } = invocation;
  const startedMs = clock.elapsedMs();
  const remainingMs = () => workMs - (clock.elapsedMs() - startedMs);
  const runId = ('run' in job && job.run) || context.awsRequestId;
  const shared = { items: stores.jobs, job: job.job, run: runId, environment, now: clock.now };
  const run = createJobRun(shared);
  if (job.job === 'seed') {
    const get = (pixels: number) => getImage(pixels, remainingMs());
    return runSeed(job.ints, { run, get, remainingMs });
  }
  const deps = { run, remainingMs: workMs, clock, sleep };
  if (job.run !== undefined) return joinWarm(job.environments, deps);
  const invokeSelf = stores.invoke.bind(undefined, context.invokedFunctionArn);
  return runWarm(job.environments, { ...deps, runId, invokeSelf });
};
