import type { Sample } from '../../src/bench/engine/sample.ts';
import type { Burst, ColdStarts, RoundSummary } from '../../src/bench/record/document.ts';
import { createRoundRecorder } from '../../src/bench/record/round-recorder.ts';

/** Uniform from 0 to 1, and standard normal. */
export interface Chance {
  uniform(): number;
  normal(): number;
}

/** What is true of every simulated run. */
export const truth = { coldStartMs: 200, missingImageMs: 30 } as const;

export interface SimulatedRun {
  readonly rounds: readonly RoundSummary[];
  readonly coldStarts: ColdStarts;
}

const users = 4;
const sizes = 601;
const atOnce = 2;
const burstsEach = 5;

/**
 * A bench like ours: rounds that differ as rounds do, code that warms up, a store that fills, times that follow one
 * another, and now and then a stall of everything. Only two things are fixed: what a cold start and a missing image add.
 */
export const simulateRun = (chance: Chance, rounds = 5, roundMs = 1500): SimulatedRun => {
  const parts: RoundSummary[] = [];
  const bursts: Burst[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const speed = Math.exp(0.12 * chance.normal());
    parts.push(simulatePhase(chance, 'cold', round, speed, roundMs));
    parts.push(simulatePhase(chance, 'warm', round, speed * 0.8, roundMs));
    for (let at = 0; at < burstsEach; at += 1) bursts.push(simulateBurst(chance, round, speed));
  }
  const proven = bursts.length * atOnce;
  const coldStarts = { atOnce, wanted: proven, proven, unproven: 0, failed: 0, bursts };
  return { rounds: parts, coldStarts };
};

const simulatePhase = (
  chance: Chance,
  phase: 'cold' | 'warm',
  round: number,
  speed: number,
  roundMs: number,
): RoundSummary => {
  const startedAt = new Date(round * 10_000).toISOString();
  const recorder = createRoundRecorder({ round, phase, startedAt, startUs: 0, openModel: false });
  const stored = new Set<number>();
  const stallAtMs = chance.uniform() < 0.3 ? roundMs * chance.uniform() : Number.POSITIVE_INFINITY;
  const stallMs = 100 + 200 * chance.uniform();
  const readyMs: number[] = new Array(users).fill(0);
  let drift = chance.normal();
  for (;;) {
    const atMs = Math.min(...readyMs);
    if (atMs >= roundMs) break;
    drift = 0.95 * drift + Math.sqrt(1 - 0.95 ** 2) * chance.normal();
    const warmingUp = phase === 'cold' ? 1 + 0.8 * Math.exp(-atMs / 400) : 1;
    const baseMs = 12 * speed * warmingUp * Math.exp(0.1 * drift + 0.25 * chance.normal());
    const size = Math.floor(sizes * chance.uniform());
    const fetched = phase === 'cold' && !stored.has(size);
    stored.add(size);
    const stalled = atMs <= stallAtMs && atMs + baseMs > stallAtMs ? stallMs : 0;
    const ms = baseMs + (fetched ? truth.missingImageMs : 0) + stalled;
    recorder.sample(sampleOf(atMs, ms, fetched ? 'fetched' : 'stored'));
    readyMs[readyMs.indexOf(atMs)] = atMs + ms;
  }
  return recorder.finish(roundMs * 1000);
};

const simulateBurst = (chance: Chance, round: number, speed: number): Burst => {
  const shared = 12 * chance.normal();
  const warm = () => 6 * speed * Math.exp(0.2 * chance.normal());
  const cold = () => warm() + truth.coldStartMs + shared + 20 * (speed - 1) + 10 * chance.normal();
  return {
    ...{ round, outcome: 'stored' },
    coldMs: Array.from({ length: atOnce }, cold),
    warmMs: Array.from({ length: 3 * atOnce }, warm),
  };
};

const sampleOf = (atMs: number, ms: number, outcome: 'fetched' | 'stored'): Sample => ({
  ...{ class: 'ok', start: 'warm', outcome, status: 200 },
  ...{ intendedUs: atMs * 1000, startedUs: atMs * 1000, endedUs: (atMs + ms) * 1000 },
  ...{ bytesSent: 0, bytesReceived: 0, connectionRetries: 0 },
});
