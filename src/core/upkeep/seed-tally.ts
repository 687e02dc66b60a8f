import { type ErrorKind, FibimgError, messageOf } from '../error.ts';
import type { ImageOutcome } from '../service/image-service.ts';

export interface SeedCount {
  readonly written: number;
  readonly skipped: number;
  /** Stored before, but not whole. */
  readonly repaired: number;
  readonly failed: number;
  /** Of the images written or repaired. */
  readonly bytes: number;
}

/** Images that have been tried, whatever came of it. */
export const triedOf = ({ written, skipped, repaired, failed }: SeedCount): number =>
  written + skipped + repaired + failed;

export interface SeedFailure {
  readonly pixels: number;
  readonly error: unknown;
}

/** Failures that every other image would meet as well. */
const commonToAll: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'credentials',
  'denied',
  'not_found',
  'config',
  'throttled',
]);

/** Failures of one call, or of a service that is down. */
const perhapsCommon: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['network', 'timeout', 'storage']);

export type SeedOutcome = ImageOutcome | 'repaired';

const counterOf = { fetched: 'written', stored: 'skipped', repaired: 'repaired' } as const;

/** Keeps the count, and tells when to stop: when more than `mostInARow` images fail as if everything were down. */
export const createSeedTally = (mostInARow: number) => {
  const count = { written: 0, skipped: 0, repaired: 0, failed: 0, bytes: 0 };
  const failures: SeedFailure[] = [];
  let inARow = 0;
  let lastMessage = '';
  return {
    addBytes(bytes: number): void {
      count.bytes += bytes;
    },
    done(outcome: SeedOutcome): void {
      count[counterOf[outcome]] += 1;
      inARow = 0;
    },
    /** Whether the others are worth a try. */
    failed(pixels: number, error: unknown): boolean {
      count.failed += 1;
      failures.push({ pixels, error });
      const message = messageOf(error);
      // Word for word the same, without the image's number in it: an origin that cannot be reached, for one.
      inARow = isOneOf(perhapsCommon, error) || message === lastMessage ? inARow + 1 : 0;
      lastMessage = message;
      return !isOneOf(commonToAll, error) && inARow <= mostInARow;
    },
    count: (): SeedCount => ({ ...count }),
    failures: () => failures.toSorted((one, other) => one.pixels - other.pixels),
  };
};

const isOneOf = (kinds: ReadonlySet<ErrorKind>, error: unknown): boolean =>
  error instanceof FibimgError && kinds.has(error.kind);

/** One failed image in a line. */
export const describeFailure = ({ pixels, error }: SeedFailure): string => {
  const why = error instanceof FibimgError && error.why ? ` (${error.why})` : '';
  return `${pixels}: ${messageOf(error)}${why}`;
};
