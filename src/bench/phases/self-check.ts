import type { ClockCheck, SelfCheck } from '../record/provenance.ts';

/** What the generator's own process shows while it makes load. */
export interface ProcessUsage {
  readonly eventLoopDelayP99Ms: number;
  /** CPU time over wall time. */
  readonly cpuUtilisation: number;
  readonly watchedMs: number;
  /** The part of it that waited awake for the next slot. */
  readonly pollingUtilisation: number;
}

/** Watches the process while a phase runs. */
export interface ProcessMonitor {
  start(): ProcessWatch;
}

/** `stop` gives all that was seen while it ran, and may be called again; `resume` goes on after it. */
interface ProcessWatch {
  stop(): ProcessUsage;
  resume(): void;
}

/** One phase's part of the self-check. */
export interface GeneratorUsage extends ProcessUsage {
  /** null in the closed model, which has no slots. */
  readonly slotErrorP99Ms: number | null;
}

/** Above these the generator, not the target, may have set the figures. */
const taintLimits = {
  eventLoopDelayP99Ms: 10,
  slotErrorP99Ms: 5,
  cpuUtilisation: 0.9,
  clockResolutionUs: 100,
} as const;

/** In less, what a process does once (compiling, opening connections) looks like what it always does. */
const fewestWatchedMs = 1000;

/** The worst of all phases, and whether the run can be believed. */
export const checkGenerator = (
  phases: readonly GeneratorUsage[],
  clockResolutionUs: number,
): SelfCheck => {
  const slotErrors = phases
    .map(({ slotErrorP99Ms }) => slotErrorP99Ms)
    .filter((error) => error !== null);
  const seen = {
    eventLoopDelayP99Ms: Math.max(0, ...phases.map((phase) => phase.eventLoopDelayP99Ms)),
    slotErrorP99Ms: slotErrors.length === 0 ? null : Math.max(...slotErrors),
    cpuUtilisation: Math.max(0, ...longEnough(phases).map((phase) => phase.cpuUtilisation)),
    pollingUtilisation: Math.max(0, ...longEnough(phases).map((phase) => phase.pollingUtilisation)),
    clockResolutionUs,
  };
  const reasons = taintReasons(seen);
  return { tainted: reasons.length > 0, reasons, ...seen };
};

const longEnough = (phases: readonly GeneratorUsage[]): readonly GeneratorUsage[] =>
  phases.filter(({ watchedMs }) => watchedMs >= fewestWatchedMs);

type Seen = Omit<GeneratorUsage, 'watchedMs'> & { readonly clockResolutionUs: number };

const taintReasons = (seen: Seen): readonly string[] => {
  const { eventLoopDelayP99Ms: delay, slotErrorP99Ms: slot } = seen;
  // Polling gives way to work.
  const cpu = seen.cpuUtilisation - seen.pollingUtilisation;
  const reasons: string[] = [];
  if (delay > taintLimits.eventLoopDelayP99Ms) {
    reasons.push(
      `the generator's event loop was late by ${delay.toFixed(2)} ms (p99; limit ${taintLimits.eventLoopDelayP99Ms} ms): times include its own delay`,
    );
  }
  if (slot !== null && slot > taintLimits.slotErrorP99Ms) {
    reasons.push(
      `requests started ${slot.toFixed(2)} ms after their slot (p99; limit ${taintLimits.slotErrorP99Ms} ms): the arrival rate was not the one asked for`,
    );
  }
  if (cpu > taintLimits.cpuUtilisation) {
    reasons.push(
      `the generator used ${(cpu * 100).toFixed(0)} % of a core (limit ${taintLimits.cpuUtilisation * 100} %): it may have been slower than the target`,
    );
  }
  if (seen.clockResolutionUs > taintLimits.clockResolutionUs) {
    reasons.push(`the clock ticks in steps of ${seen.clockResolutionUs.toFixed(0)} microseconds`);
  }
  return reasons;
};

/** The smallest step that a clock is seen to take. */
export const clockResolutionUs = (nowUs: () => number): number => {
  let smallest = Number.POSITIVE_INFINITY;
  let last = nowUs();
  for (let look = 0; look < 10_000; look++) {
    const now = nowUs();
    if (now > last) smallest = Math.min(smallest, now - last);
    last = now;
  }
  return Number.isFinite(smallest) ? smallest : 1e6;
};

/** Beyond these a part's times are not those of the others, even where they are put right. */
const clockLimits = { offsetMs: 1000, boundMs: 250 } as const;

/** Why the times of a part are not to be believed; of a clock that was not measured nothing is known. */
export const clockReasons = (clock: ClockCheck | undefined): readonly string[] => {
  if (clock === undefined || clock.offsetMs === null) return [];
  const { offsetMs, boundMs } = clock;
  const isFar = Math.abs(offsetMs) > clockLimits.offsetMs;
  const isVague = boundMs === null || boundMs > clockLimits.boundMs;
  return [
    ...(isFar ? [`its clock is ${Math.round(Math.abs(offsetMs))} ms off`] : []),
    ...(isVague ? [`its clock is known to within ${Math.round(boundMs ?? 0)} ms only`] : []),
  ];
};
