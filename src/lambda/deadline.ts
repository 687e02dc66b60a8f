import type { FibimgError } from '../core/error.ts';
import type { ImageOrigin } from '../core/service/ports.ts';

/** A signal that aborts after a while; `clear` lets the timer go when the work is done before. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

export const startDeadline = (durationMs: number, reason: () => FibimgError): Deadline => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(reason()), durationMs);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
};

/**
 * How an invocation's remaining time is spent: work ends a little before the platform would end the process, so
 * that the caller hears why, and the origin ends before that, so that what it delivered can still be stored.
 */
export const spend = (remainingMs: number) => {
  const workMs = remainingMs - Math.min(250, remainingMs / 10);
  return { workMs, originMs: workMs - Math.min(500, workMs / 5) };
};

/** The same origin, given up as an `origin` error when `deadline` passes. */
export const boundOrigin = (origin: ImageOrigin, deadline: AbortSignal): ImageOrigin => ({
  fetch: (pixels, signal) =>
    origin.fetch(pixels, signal ? AbortSignal.any([signal, deadline]) : deadline),
});
