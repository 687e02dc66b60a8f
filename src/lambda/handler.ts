import { randomInt, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Clock, Rng } from '../core/service/ports.ts';
import { createPicsumOrigin } from '../origin/picsum.ts';
import { createHandler } from './create-handler.ts';
import type { EventHandler } from './event-handler.ts';
import { type GetImageDeps, getImage } from './get-image.ts';
import { openStores, type Stores } from './stores.ts';

const { env } = process;
const clock: Clock = { now: () => new Date(), elapsedMs: () => performance.now() };
const rng: Rng = { below: (bound) => randomInt(bound), uuid: () => randomUUID() };

let opened: Stores | undefined;
const stores = (): Stores => {
  opened ??= openStores(env, clock, rng);
  return opened;
};

/** CommonJS resolution finds packages of a layer (NODE_PATH); ECMAScript resolution does not. */
const require = createRequire(import.meta.url);

const imageDeps: GetImageDeps = {
  stores,
  origin: createPicsumOrigin({
    baseUrl: (env['FIBIMG_ORIGIN_URL'] || 'https://picsum.photos').replace(/\/+$/, ''),
    timeoutMs: 900_000,
    userAgent: 'fibimg',
  }),
  clock,
  rng,
};

let eventHandler: EventHandler | undefined;
const events = async (): Promise<EventHandler> => {
  const { createEventHandler } = await import('./event-handler.ts');
  eventHandler ??= createEventHandler({
    ...{ env, clock, rng },
    loadSharp: () => require('sharp'),
    getImage: async (pixels, ms) => (await getImage(pixels, ms, imageDeps)).outcome,
  });
  return eventHandler;
};

export const handler = createHandler({
  ...imageDeps,
  events,
  log: (line) => process.stdout.write(line),
  environmentId: rng.uuid(),
  initType: env['AWS_LAMBDA_INITIALIZATION_TYPE'],
  traceId: () => env['_X_AMZN_TRACE_ID'],
});

// The function's second file, which requests never load, takes them from here: an error has one class in both.
export { codeOf, FibimgError, messageOf } from '../core/error.ts';
