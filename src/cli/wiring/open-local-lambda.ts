import { availableParallelism } from 'node:os';
import { createDraw } from '../../bench/load/philox.ts';
import type {
  LocalEventsRequest,
  LocalLambda,
  LocalLambdaRequest,
} from '../../commands/command/local-lambda.ts';
import type { Settings } from '../../config/settings.ts';
import { messageOf } from '../../core/error.ts';
import type { Rng } from '../../core/service/ports.ts';
import type { LocalEvents } from '../../local/events/start-events.ts';
import type { FailedEvent } from '../../local/lambda/async-queue.ts';
import {
  type LocalLambdaOptions,
  startLocalLambda,
} from '../../local/lambda/start-local-lambda.ts';
import type { EmbeddedStore } from '../../local/store/embedded-store.ts';
import { createGeneratedOrigin } from '../../origin/generated.ts';
import { builtFile } from '../../process/built-file.ts';
import type { Io } from '../../process/io.ts';
import type { createAwsServices } from './open-aws.ts';
import { openEmbedded } from './open-embedded.ts';

/** What the local Lambda needs of its target, and how that is let go. */
interface StoreAccess {
  readonly options: Pick<LocalLambdaOptions, 'variables'> & { readonly store?: EmbeddedStore };
  close(): Promise<void>;
}

/** The local Lambda over the embedded store, or over a deployed one with this process's credentials. */
export const openLocalLambda = async (
  io: Io,
  settings: Settings,
  aws: ReturnType<typeof createAwsServices>,
  request: LocalLambdaRequest,
): Promise<LocalLambda> => {
  let lambda: Awaited<ReturnType<typeof startLocalLambda>> | undefined;
  const recycle = (): void => lambda?.recycleEnvironments();
  const access = await openStoreAccess(io, settings, aws, request, recycle);
  const { events } = request;
  const failures = createFailureFolder(access, events);
  let source: LocalEvents | undefined;
  try {
    lambda = await startLocalLambda({
      ...request,
      ...access.options,
      ...(events && {
        delivery: { ...events, onFailure: failures.keep },
        onWritten: (upload) => source?.written(upload),
      }),
      bootstrap: builtFile('cli/environment-main.js'),
      bundle: request.bundle ?? builtFile('lambda/index.mjs'),
      origin: request.origin ?? createGeneratedOrigin(),
      originRng: seededRng(io.rng, request.originSeed),
      clock: io.clock,
      rng: io.rng,
      cpuCount: availableParallelism(),
    });
    source = await openEvents(io, lambda, request);
  } catch (error) {
    await lambda?.abort();
    await access.close();
    throw error;
  }
  const { close } = lambda;
  return {
    ...lambda,
    close: async () => {
      await source?.close();
      return close().finally(failures.written).finally(access.close);
    },
  };
};

/** Uploads and a schedule, where they were asked for. */
const openEvents = async (
  { clock, rng }: Io,
  { deliver }: Awaited<ReturnType<typeof startLocalLambda>>,
  { target, events }: LocalLambdaRequest,
): Promise<LocalEvents | undefined> => {
  if (events === undefined || target.kind !== 'embedded') return undefined;
  const { startEvents } = await import('../../local/events/start-events.ts');
  const dir = events.uploads ? target.dataDir : undefined;
  return startEvents({
    ...{ dir, schedule: events.schedule, deliver, clock, rng },
    onRefused: (what) => events.onTold?.(`no room for the event of ${what}: it was not delivered`),
  });
};

/** The destination of what is not tried again: a folder beside the images. */
const createFailureFolder = (
  { options: { store } }: StoreAccess,
  events: LocalEventsRequest | undefined,
) => {
  const writing = new Set<Promise<void>>();
  const write = async (failed: FailedEvent): Promise<void> => {
    events?.onFailed?.(failed.requestPayload);
    const { requestId, condition, approximateInvokeCount: tries } = failed.requestContext;
    const key = `failed-events/${requestId}.json`;
    const text = `${JSON.stringify(failed, undefined, 2)}\n`;
    const kept = await store?.events.writeObject(key, Buffer.from(text)).then(
      () => `kept as ${key}`,
      (thrown: unknown) => `lost: ${messageOf(thrown)}`,
    );
    const count = `${tries} ${tries === 1 ? 'try' : 'tries'}`;
    events?.onTold?.(`event ${requestId} failed, ${condition} after ${count}; ${kept}`);
  };
  return {
    keep: (failed: FailedEvent): void => {
      const task = write(failed).finally(() => writing.delete(task));
      writing.add(task);
    },
    written: async (): Promise<void> => {
      await Promise.all(writing);
    },
  };
};

const openStoreAccess = async (
  io: Io,
  { originUrl }: Settings,
  aws: ReturnType<typeof createAwsServices>,
  { target, allowForeignStack }: LocalLambdaRequest,
  recycle: () => void,
): Promise<StoreAccess> => {
  const named = { FIBIMG_ORIGIN_URL: originUrl.value };
  if (target.kind === 'embedded') {
    const store = await openEmbedded(io, target);
    const variables = async () => (originUrl.origin.kind === 'default' ? {} : named);
    return { options: { store, variables }, close: async () => {} };
  }
  // Into a deployed store go the images that the deployed function would put there.
  const deployed = await aws.functionVariables(target, allowForeignStack, recycle);
  const variables = async () => ({ ...named, ...(await deployed.read()) });
  return { options: { variables }, close: async () => deployed.close() };
};

const seededRng = (rng: Rng, seed: number): Rng => ({ ...rng, below: createDraw(seed) });
