import type { FibimgError } from '../core/error.ts';
import type { ImageOrigin } from '../core/service/ports.ts';

/** A signal that aborts after a time; `clear` stops the timer when the work ends before. */
interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

export const startDeadline = (durationMs: number, reason: () => FibimgError): Deadline => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(reason()), durationMs);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
};

/**
 * Splits an invocation's remaining time. Work ends shortly before the platform would end the process, so that the
 * caller gets an answer; the origin ends before that, so that its image can still be stored.
 */
export const spend = (remainingMs: number) => {
  const workMs = remainingMs - Math.min(250, remainingMs / 10);
  return { workMs, originMs: workMs - Math.min(500, workMs / 5) };
};

/** The same origin with a deadline, which begins when it is asked: after it, an `origin` error. */
export const boundOrigin = (origin: ImageOrigin, start: () => Deadline): ImageOrigin => ({
  fetch: async (pixels, signal) => {
    const deadline = start();
    const both = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
    try {
      return await origin.fetch(pixels, both);
    } finally {
      deadline.clear();
    }
  },
});
