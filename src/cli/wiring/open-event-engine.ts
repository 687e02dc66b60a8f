import { createEventTarget } from '../../aws/events/event-target.ts';
import { createExecutorEngine } from '../../bench/engine/executor-engine.ts';
import type { Scheduler } from '../../bench/engine/requester.ts';
import { createEventRequester } from '../../bench/event/event-requester.ts';
import type { LoadEngineOptions, LoadGenerator } from '../../commands/command/services.ts';
import type { EventTransport } from '../../commands/command/system-request.ts';
import type { Settings } from '../../config/settings.ts';
import { benchUploadKey } from '../../core/events/thumbnail-keys.ts';
import { sleep } from '../../core/sleep.ts';
import { createGeneratedOrigin } from '../../origin/generated.ts';
import type { Io } from '../../process/io.ts';
import { awsOptionsOf } from './aws-options.ts';

/** Between two looks for one item: on AWS each costs money, and a round trip takes about as long. */
const pollMs = { wire: 10, aws: 50 } as const;

type EventEngineOptions = Omit<LoadEngineOptions, 'transport'> & {
  readonly transport: EventTransport;
};

/** Uploads generated images, and follows them until their thumbnails are known. */
export const openEventEngine = async (
  io: Io,
  settings: Settings,
  { transport, event, timeoutMs }: EventEngineOptions,
  scheduler: Scheduler,
): Promise<Pick<LoadGenerator, 'engine' | 'settleEvents'>> => {
  if (event === undefined) throw new TypeError('a load of events says what is uploaded');
  const { wire, delivery, ...place } = transport;
  const images = await drawImages(event.sizes);
  const [first] = images.values();
  const run = io.rng.uuid();
  const target = createEventTarget({
    ...place,
    endpoints: wire ? { s3: wire.url, dynamodb: wire.url } : await openEndpoints(io, settings),
    credentials: wire ? () => ({ ...wire, sessionToken: '' }) : await openCredentials(io, settings),
    ...{ clock: io.clock, rng: io.rng },
  });
  const { upload, find, remove } = target;
  const { requester, settle } = createEventRequester({
    // The local Lambda's store goes with it.
    target: { upload, find, ...(wire ? {} : { remove }), ...(delivery && { delivery }) },
    keyOf: (nth) => benchUploadKey(run, `${nth}.jpg`),
    imageOf: (pixels) => images.get(pixels ?? 0) ?? first ?? new Uint8Array(),
    ...{ timeoutMs, graceMs: event.graceMs, nowUs: scheduler.nowUs, sleep },
    pollMs: wire ? pollMs.wire : pollMs.aws,
  });
  return { engine: createExecutorEngine('event', requester, scheduler), settleEvents: settle };
};

const drawImages = async (sizes: readonly number[]): Promise<ReadonlyMap<number, Uint8Array>> => {
  const origin = createGeneratedOrigin();
  const images = new Map<number, Uint8Array>();
  for (const size of sizes) images.set(size, (await origin.fetch(size)).image);
  return images;
};

const openEndpoints = async (io: Io, settings: Settings) => {
  const { resolveEndpoint } = await import('../../aws/client/endpoint.ts');
  const aws = awsOptionsOf(io, settings);
  return {
    s3: await resolveEndpoint('s3', aws),
    dynamodb: await resolveEndpoint('dynamodb', aws),
  };
};

/** Those of the SDK's chain, renewed in the background before they end. */
const openCredentials = async (io: Io, settings: Settings) => {
  const { createAwsClients } = await import('../../aws/client/clients.ts');
  const { createRotation } = await import('../../aws/invoke/rotating-credentials.ts');
  const clients = createAwsClients(awsOptionsOf(io, settings));
  return createRotation(() => clients.credentials(), io.clock.now);
};
