import { FibimgError } from '../core/error.ts';
import { createImageService, type ImageRecord } from '../core/service/image-service.ts';
import { randomPixels, requirePixels } from '../core/service/pixels.ts';
import type { Clock, ImageOrigin, Rng } from '../core/service/ports.ts';
import { boundOrigin, spend, startDeadline } from './deadline.ts';
import type { Stores } from './stores.ts';

export interface GetImageDeps {
  /** Called at every request, so that a faulty environment is an answer and not a crash at the start. */
  readonly stores: () => Stores;
  readonly origin: ImageOrigin;
  readonly clock: Clock;
  readonly rng: Rng;
}

/**
 * The use case within the remaining time of one invocation. An environment serves one request at a time, so each
 * request gets a service with its own deadline.
 */
export const getImage = async (
  pixels: number,
  remainingMs: number,
  deps: GetImageDeps,
): Promise<ImageRecord> => {
  const { workMs, originMs } = spend(remainingMs);
  const work = startDeadline(workMs, () => outOfTime('timeout', 'the invocation ran out of time'));
  const startedMs = deps.clock.elapsedMs();
  const origin = boundOrigin(deps.origin, () => {
    const leftMs = originMs - (deps.clock.elapsedMs() - startedMs);
    return startDeadline(Math.max(0, leftMs), () =>
      outOfTime('origin', 'the image origin did not answer in time'),
    );
  });
  try {
    const service = createImageService({ ...deps.stores(), origin, clock: deps.clock });
    return await service.get(pixels, work.signal);
  } finally {
    work.clear();
  }
};

const outOfTime = (kind: 'timeout' | 'origin', what: string): FibimgError =>
  new FibimgError(kind, what, { hint: "raise the function's time-out" });

/** The one integer that the query asks for, or a random one when it asks for none. */
export const choosePixels = (values: readonly unknown[], rng: Rng): number => {
  const [value] = values;
  if (values.length > 1) {
    throw new FibimgError('invalid_input', 'int must be given once', {
      why: 'it is given more than once',
    });
  }
  if (value === undefined) return randomPixels(rng);
  if (typeof value === 'string' || typeof value === 'number') return requirePixels(String(value));
  throw new FibimgError('invalid_input', 'int must be a whole number', {
    why: 'it is neither text nor a number',
  });
};
