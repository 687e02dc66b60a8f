import type { Clock, Rng } from '../../core/service/ports.ts';

export interface RequestIds {
  readonly requestId: string;
  readonly traceId: string;
}

/** A request id, and the trace id that the caller sent or else a new one in X-Ray's form. */
export const requestIds = (clock: Clock, rng: Rng, sentTraceId: string | undefined): RequestIds => {
  const seconds = Math.floor(clock.now().getTime() / 1000)
    .toString(16)
    .padStart(8, '0');
  const random = rng.uuid().replaceAll('-', '');
  return {
    requestId: rng.uuid(),
    traceId: sentTraceId ?? `Root=1-${seconds}-${random.slice(0, 24)}`,
  };
};
