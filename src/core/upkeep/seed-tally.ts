import { type ErrorKind, FibimgError, messageOf } from '../error.ts';
import type { ImageOutcome } from '../service/image-service.ts';

export interface SeedCount {
  readonly written: number;
  readonly skipped: number;
  readonly failed: number;
  /** Of the images written. */
  readonly bytes: number;
}

export interface SeedFailure {
  readonly pixels: number;
  readonly error: unknown;
}

/** What the next image would fail of just the same. */
const hopeless: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'credentials',
  'denied',
  'not_found',
  'config',
  'throttled',
]);

/** What may be one call's bad luck, or a service that is not there. */
const discouraging: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['network', 'timeout', 'storage']);

/** Keeps the count, and knows when going on is no use: `patience` is how many images in a row may be unlucky. */
export const createSeedTally = (patience: number) => {
  const count = { written: 0, skipped: 0, failed: 0, bytes: 0 };
  const failures: SeedFailure[] = [];
  let unlucky = 0;
  return {
    addBytes(bytes: number): void {
      count.bytes += bytes;
    },
    done(outcome: ImageOutcome): void {
      count[outcome === 'fetched' ? 'written' : 'skipped'] += 1;
      unlucky = 0;
    },
    /** Whether the others are worth a try. */
    failed(pixels: number, error: unknown): boolean {
      count.failed += 1;
      failures.push({ pixels, error });
      unlucky = isOne(discouraging, error) ? unlucky + 1 : 0;
      return !isOne(hopeless, error) && unlucky <= patience;
    },
    count: (): SeedCount => ({ ...count }),
    failures: () => failures.toSorted((one, other) => one.pixels - other.pixels),
  };
};

const isOne = (kinds: ReadonlySet<ErrorKind>, error: unknown): boolean =>
  error instanceof FibimgError && kinds.has(error.kind);

/** One failed image in a line. */
export const describeFailure = ({ pixels, error }: SeedFailure): string => {
  const why = error instanceof FibimgError && error.why ? ` (${error.why})` : '';
  return `${pixels}: ${messageOf(error)}${why}`;
};
