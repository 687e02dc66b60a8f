import type { PhaseSummary } from '../record/document.ts';
import type { PhasePlan } from './phase-plan.ts';
import { type Preparation, preparePhase } from './prepare-phase.ts';
import type { PhaseResult } from './run-phase.ts';

export interface PhasesRun extends Preparation {
  readonly plans: readonly PhasePlan[];
  /** What each phase must say whatever happens, by its name. */
  readonly notes: ReadonlyMap<string, string>;
  readonly runOne: (plan: PhasePlan, position: PhasePosition) => Promise<PhaseResult>;
}

/** From 1. */
export interface PhasePosition {
  readonly at: number;
  readonly of: number;
}

/** Runs phase after phase, each from the state that it is meant to begin in; what is stopped ends with the phase under way. */
export const runPhases = async (run: PhasesRun): Promise<readonly PhaseResult[]> => {
  const results: PhaseResult[] = [];
  for (const [index, plan] of run.plans.entries()) {
    const prepared = await prepare(plan, run);
    if (prepared === undefined) break;
    const result = await run.runOne(plan, { at: index + 1, of: run.plans.length });
    const notes = [
      ...given(run.notes.get(plan.name)),
      ...prepared,
      ...checkPhase(plan, result.summary),
      ...given(toldNoStart(result.summary) ? run.system.unknownStart : undefined),
    ];
    results.push({ ...result, summary: withNotes(result.summary, notes) });
  }
  return results;
};

/** What there is to tell of the preparation; undefined when the run was stopped before or meanwhile. */
const prepare = async (plan: PhasePlan, run: PhasesRun): Promise<readonly string[] | undefined> => {
  if (run.signal.aborted) return undefined;
  try {
    const notes = await preparePhase(plan, run);
    return run.signal.aborted ? undefined : notes;
  } catch (thrown) {
    if (run.signal.aborted) return undefined;
    throw thrown;
  }
};

const given = (note: string | undefined): readonly string[] => (note === undefined ? [] : [note]);

const withNotes = (summary: PhaseSummary, notes: readonly string[]): PhaseSummary =>
  notes.length === 0 ? summary : { ...summary, notes: [...summary.notes, ...notes] };

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
