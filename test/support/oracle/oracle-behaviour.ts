/** What an oracle server does to requests. Requests are known by their `int`, so both sides can be compared one by one. */
export interface OracleBehaviour {
  /** From the whole request to the answer; 0 is at once. */
  readonly delayMs: number;
  /** Every so many requests, in a shuffled order of their ints, are slow as a cold start is. */
  readonly cold?: { readonly every: number; readonly delayMs: number; readonly marked: boolean };
  readonly closeAfterAnswer?: boolean;
  /** These ints' first attempts lose their connection: before any byte of an answer, or within it. */
  readonly reset?: { readonly every: number; readonly when: 'before' | 'within' };
  /** The body in so many pieces, that far apart. */
  readonly slowBody?: { readonly pieces: number; readonly gapMs: number };
  readonly hangEvery?: number;
  readonly throttleEvery?: readonly [many: number, outOf: number];
  readonly wrongEvery?: number;
  /** Keep-alive connections are closed after so long without a request. */
  readonly idleCloseMs?: number;
}

export type OracleFate = 'answered' | 'reset' | 'hung' | 'throttled' | 'wrong';

/** One request as the server saw it. Times are microseconds of the server's clock. */
export interface OracleRequest {
  readonly int: number;
  readonly fate: OracleFate;
  readonly cold: boolean;
  readonly arrivedUs: number;
  /** When the last byte was handed to the system, or the connection was reset; 0 when neither happened. */
  readonly leftUs: number;
}

export interface OracleRecord {
  readonly requests: readonly OracleRequest[];
}

/** A number that spreads over ints but is the same for each: the sets are known without a word between the sides. */
const shuffle = (int: number): number => Math.imul(int, 2_654_435_761) >>> 8;

const isEvery = (int: number, every: number | undefined): boolean =>
  every !== undefined && shuffle(int) % every === 0;

export const isCold = ({ cold }: OracleBehaviour, int: number): boolean =>
  isEvery(int, cold?.every);

/** What becomes of an int's attempt, from 0. */
export const fateOf = (behaviour: OracleBehaviour, int: number, attempt: number): OracleFate => {
  const [many, outOf] = behaviour.throttleEvery ?? [0, 1];
  if (attempt === 0 && isEvery(int, behaviour.reset?.every)) return 'reset';
  if (isEvery(int, behaviour.hangEvery)) return 'hung';
  if (shuffle(int) % outOf < many) return 'throttled';
  return isEvery(int, behaviour.wrongEvery) ? 'wrong' : 'answered';
};
