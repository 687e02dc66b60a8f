import type { ConstantArrivalRate, SharedIterations } from '../../../src/bench/load/load.ts';
import type { Cell } from './oracle-cell.ts';

/** So many requests as fast as they are answered. */
const closed = (vus: number, iterations = 1000): SharedIterations => ({
  executor: 'shared-iterations',
  vus,
  iterations,
  maxDurationMs: 60_000,
  gracefulStopMs: 0,
  thinkTimeMs: 0,
});

/** Requests at a rate, whatever becomes of them. */
export const open = (rate: number, durationMs: number): ConstantArrivalRate => ({
  executor: 'constant-arrival-rate',
  rate,
  durationMs,
  preAllocatedVus: 50,
  maxVus: 500,
  gracefulStopMs: 5000,
  thinkTimeMs: 0,
});

export interface JudgedCell extends Cell {
  /** Requests may be written to a connection that the server has closed meanwhile: it never sees those. */
  readonly mayBeLost?: boolean;
}

/**
 * The combinations of engine, load and server that make sense, at least 1,000 samples each. Where connections are
 * opened all the time there are few at once: what waits in the server's accept queue is not in its record.
 */
export const oracleCells: readonly (readonly [name: string, cell: JudgedCell])[] = [
  ['1 ms, closed', { engine: 'http', behaviour: { delayMs: 1 }, load: closed(3, 1500) }],
  ['20 ms, closed', { engine: 'http', behaviour: { delayMs: 20 }, load: closed(10) }],
  ['100 ms, closed', { engine: 'http', behaviour: { delayMs: 100 }, load: closed(30) }],
  ['1 ms, open', { engine: 'http', behaviour: { delayMs: 1 }, load: open(400, 3000) }],
  ['20 ms, open', { engine: 'http', behaviour: { delayMs: 20 }, load: open(400, 3000) }],
  ['100 ms, open', { engine: 'http', behaviour: { delayMs: 100 }, load: open(300, 4000) }],
  [
    'a connection for each request',
    { engine: 'http', keepAlive: false, behaviour: { delayMs: 5 }, load: closed(2) },
  ],
  [
    'cold starts of 800 ms, closed',
    {
      engine: 'http',
      behaviour: { delayMs: 20, cold: { every: 14, delayMs: 800, marked: true } },
      load: closed(30),
    },
  ],
  [
    'cold starts of 800 ms, open',
    {
      engine: 'http',
      behaviour: { delayMs: 20, cold: { every: 14, delayMs: 800, marked: true } },
      load: open(300, 4000),
    },
  ],
  [
    'cold starts that no header tells of',
    {
      engine: 'http',
      behaviour: { delayMs: 2, cold: { every: 14, delayMs: 100, marked: false } },
      load: closed(10),
    },
  ],
  [
    'answers that close the connection',
    { engine: 'http', behaviour: { delayMs: 5, closeAfterAnswer: true }, load: closed(2) },
  ],
  [
    'resets before an answer',
    {
      engine: 'http',
      behaviour: { delayMs: 5, reset: { every: 5, when: 'before' } },
      load: closed(2),
    },
  ],
  [
    'resets within an answer',
    {
      engine: 'http',
      behaviour: { delayMs: 5, reset: { every: 5, when: 'within' } },
      load: closed(2),
    },
  ],
  [
    'slow bodies',
    {
      engine: 'http',
      behaviour: { delayMs: 5, slowBody: { pieces: 4, gapMs: 10 } },
      load: closed(20),
    },
  ],
  [
    'requests that hang',
    { engine: 'http', timeoutMs: 300, behaviour: { delayMs: 10, hangEvery: 14 }, load: closed(10) },
  ],
  [
    'throttles for 30 %',
    { engine: 'http', behaviour: { delayMs: 10, throttleEvery: [3, 10] }, load: closed(5) },
  ],
  ['wrong answers', { engine: 'http', behaviour: { delayMs: 10, wrongEvery: 7 }, load: closed(5) }],
  [
    'connections closed while idle',
    {
      engine: 'http',
      behaviour: { delayMs: 2, idleCloseMs: 4 },
      load: open(200, 5000),
      mayBeLost: true,
    },
  ],
  ['1 ms', { engine: 'autocannon', behaviour: { delayMs: 1 }, load: closed(3, 1500) }],
  ['20 ms', { engine: 'autocannon', behaviour: { delayMs: 20 }, load: closed(10) }],
  ['100 ms', { engine: 'autocannon', behaviour: { delayMs: 100 }, load: closed(30) }],
  [
    'answers that close the connection',
    { engine: 'autocannon', behaviour: { delayMs: 5, closeAfterAnswer: true }, load: closed(2) },
  ],
  [
    'resets before an answer',
    {
      engine: 'autocannon',
      behaviour: { delayMs: 5, reset: { every: 5, when: 'before' } },
      load: closed(2),
    },
  ],
  [
    'throttles for 30 %',
    { engine: 'autocannon', behaviour: { delayMs: 10, throttleEvery: [3, 10] }, load: closed(5) },
  ],
];
