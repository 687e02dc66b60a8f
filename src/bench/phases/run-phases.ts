import type { PhaseSummary } from '../record/document.ts';
import type { PhasePlan } from './phase-plan.ts';
import { type Preparation, preparePhase } from './prepare-phase.ts';
import type { Phase, PhaseResult } from './run-phase.ts';

interface PhasesRun extends Preparation {
  readonly plans: readonly PhasePlan[];
  /** How often all of them run, in turn. */
  readonly rounds: number;
  /** What each phase must say whatever happens, by its name. */
  readonly notes: ReadonlyMap<string, string>;
  readonly begin: (plan: PhasePlan) => Phase;
  /** Runs the part of a phase that a round, from 1, has. */
  readonly runRound: (phase: Phase, plan: PhasePlan, at: PhasePosition) => Promise<void>;
  /** What else belongs to a round, when its phases are over. */
  readonly endRound: (round: number) => Promise<void>;
}

/** From 1. */
export interface PhasePosition {
  readonly round: number;
  readonly at: number;
  readonly of: number;
}

interface PhasesEnd {
  readonly results: readonly PhaseResult[];
  /** What kept later phases or rounds from being prepared, where that was no stop. */
  readonly failure?: unknown;
}

interface BegunPhase {
  readonly plan: PhasePlan;
  readonly phase: Phase;
  readonly prepared: Set<string>;
}

/**
 * Runs phase after phase, each from the state that it is meant to begin in, and all of them again in each round; what is
 * stopped ends with the phase under way. A preparation that fails costs nothing that was measured before it.
 */
export const runPhases = async (run: PhasesRun): Promise<PhasesEnd> => {
  const begun = new Map<string, BegunPhase>();
  await unlessStopped(run, () => tryOrigin(run));
  await unlessStopped(run, () => run.system.drawImages?.(run.sizes, run.signal, run.onStep));
  const failures: unknown[] = [];
  const keepMeasured = (thrown: unknown): undefined => {
    if (begun.size === 0) throw thrown;
    if (!run.signal.aborted) failures.push(thrown);
  };
  const goesOn = () => !run.signal.aborted && failures.length === 0;
  for (let round = 1; round <= run.rounds && goesOn(); round += 1) {
    const complete = await runOneRound(run, round, begun, keepMeasured);
    if (complete && goesOn()) await run.endRound(round).catch(keepMeasured);
  }
  const results = [...begun.values()].map((phase) => resultOf(run, phase));
  return { results, ...(failures.length > 0 && { failure: failures[0] }) };
};

/** What cannot be filled again is not emptied. */
const tryOrigin = async ({ plans, system, sizes, signal, onStep }: PhasesRun): Promise<void> => {
  const has = (store: PhasePlan['store']) => plans.some((plan) => plan.store === store);
  const [pixels] = sizes;
  if (!system.tryOrigin || !has('empty') || !has('filled') || pixels === undefined) return;
  onStep('trying the image origin');
  await system.tryOrigin(pixels, signal);
};

const runOneRound = async (
  run: PhasesRun,
  round: number,
  begun: Map<string, BegunPhase>,
  keepMeasured: (thrown: unknown) => undefined,
): Promise<boolean> => {
  for (const [index, plan] of run.plans.entries()) {
    const prepared = await prepare(plan, run).catch(keepMeasured);
    if (prepared === undefined) return false;
    const known = begun.get(plan.name);
    const phase = known ?? { plan, phase: run.begin(plan), prepared: new Set() };
    begun.set(plan.name, phase);
    for (const note of prepared) phase.prepared.add(note);
    const of = run.plans.length * run.rounds;
    const at = (round - 1) * run.plans.length + index + 1;
    await run.runRound(phase.phase, plan, { round, at, of });
  }
  return true;
};

const resultOf = (run: PhasesRun, { plan, phase, prepared }: BegunPhase): PhaseResult => {
  const result = phase.finish();
  const { summary } = result;
  const notes = [
    ...given(run.notes.get(plan.name)),
    ...prepared,
    ...checkPhase(plan, summary),
    ...given(toldNoStart(summary) ? run.system.unknownStart : undefined),
  ];
  return { ...result, summary: { ...summary, notes: [...summary.notes, ...notes] } };
};

/** What there is to tell of the preparation; undefined when the run was stopped before or meanwhile. */
const prepare = (plan: PhasePlan, run: PhasesRun): Promise<readonly string[] | undefined> =>
  unlessStopped(run, () => preparePhase(plan, run));

const unlessStopped = async <T>(
  { signal }: PhasesRun,
  work: () => Promise<T> | undefined,
): Promise<T | undefined> => {
  if (signal.aborted) return undefined;
  try {
    const done = await work();
    return signal.aborted ? undefined : done;
  } catch (thrown) {
    if (signal.aborted) return undefined;
    throw thrown;
  }
};

const given = (note: string | undefined): readonly string[] => (note === undefined ? [] : [note]);

/** Requests of a phase that met an image which was not stored, as far as the answers tell. */
export const fetchedIn = ({ metrics }: PhaseSummary): number => {
  const fetched = metrics['http_reqs{outcome:fetched}'];
  return fetched?.type === 'counter' ? fetched.values.count : 0;
};

/** Whether a phase that was to find every image stored did not: its figures are then not what its name says. */
export const isUnfilled = (plan: PhasePlan, summary: PhaseSummary): boolean =>
  plan.store === 'filled' && fetchedIn(summary) > 0;

/** Whether there were answers, and none of them proved a cold or a warm start. */
const toldNoStart = ({ classes, metrics }: PhaseSummary): boolean =>
  classes.ok > 0 &&
  metrics['http_req_duration{start:cold}'] === undefined &&
  metrics['http_req_duration{start:warm}'] === undefined;

const checkPhase = (plan: PhasePlan, summary: PhaseSummary): readonly string[] =>
  isUnfilled(plan, summary)
    ? [`${fetchedIn(summary)} requests met an image that was not stored, though all had been.`]
    : [];
