import { FibimgError, statusOf } from '../error.ts';
import type { Clock } from '../service/ports.ts';
import type { Sleep } from '../sleep.ts';
import type { FunctionChange, FunctionControl, FunctionState } from './function-control.ts';

export interface ControlDeps {
  readonly control: FunctionControl;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** Functions in a VPC take minutes. */
const mostSettleMs = 5 * 60_000;

const firstPauseMs = 200;
const longestPauseMs = 3000;

/** Tries of one call that is throttled, or refused because another change is under way. */
const mostTries = 10;

/** Times that a change is planned anew because the function is not what it was. */
const mostPlans = 6;

/** Reads a configuration until its last update has taken effect. */
export const settledState = async (
  deps: ControlDeps,
  qualifier?: string,
  signal?: AbortSignal,
): Promise<FunctionState> => {
  const untilMs = deps.clock.elapsedMs() + mostSettleMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    const state = await patiently(deps, () => deps.control.read(qualifier, signal), signal);
    if (!state.settling) return state;
    if (deps.clock.elapsedMs() >= untilMs) {
      throw new FibimgError('timeout', `an update of ${state.arn} does not end`, {
        why: `Lambda has said for ${mostSettleMs / 60_000} minutes that it is in progress`,
        hint: 'see its state in the console, and run fibimg bench --restore afterwards',
      });
    }
    await deps.sleep(pauseMs, signal);
  }
};

/** Repeats what is throttled, and what has to wait for another change of the same function. */
export const patiently = async <T>(
  { sleep }: Pick<ControlDeps, 'sleep'>,
  call: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (thrown) {
      if (!passes(thrown) || tries === mostTries) throw thrown;
      await sleep(Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1)), signal);
    }
  }
};

const passes = (thrown: unknown): boolean =>
  thrown instanceof FibimgError && (thrown.kind === 'throttled' || isConflict(thrown));

/** Another change is under way, or stands against this one. */
export const isConflict = (thrown: unknown): boolean => causeStatus(thrown) === 409;

/** The revision has changed: others have, or Lambda itself while an update settled. */
export const isOutdated = (thrown: unknown): boolean => causeStatus(thrown) === 412;

const causeStatus = (thrown: unknown): number | undefined =>
  thrown instanceof FibimgError ? statusOf(thrown.cause) : undefined;

type PlanChange = (state: FunctionState) => Omit<FunctionChange, 'revisionId'> | undefined;

/**
 * Changes $LATEST and waits until that has taken effect. `plan` is asked for the change on every state that is met, so
 * that it can refuse one that others have made, and says undefined when there is nothing left to change. A call that
 * ended without an answer is settled by what is found afterwards.
 */
export const changeFunction = async (
  deps: ControlDeps,
  plan: PlanChange,
  known?: FunctionState,
  signal?: AbortSignal,
): Promise<FunctionState> => {
  let state = known ?? (await settledState(deps, undefined, signal));
  for (let plans = 1; plans <= mostPlans; plans += 1) {
    const change = plan(state);
    if (change === undefined) return state;
    const { revisionId } = state;
    await patiently(
      deps,
      () => deps.control.update({ ...change, revisionId }, signal),
      signal,
    ).catch(unlessSettledByLooking);
    state = await settledState(deps, undefined, signal);
    if (state.failed !== undefined) throw failedUpdate(state);
  }
  throw new FibimgError('refused', `${state.arn} changes faster than it can be changed from here`, {
    why: `${mostPlans} times it was not what had just been read`,
    hint: 'see what else updates it',
  });
};

const unlessSettledByLooking = (thrown: unknown): void => {
  const isOpen =
    isOutdated(thrown) ||
    (thrown instanceof FibimgError && ['network', 'timeout'].includes(thrown.kind));
  if (!isOpen) throw thrown;
};

const failedUpdate = ({ arn, failed }: FunctionState): FibimgError =>
  new FibimgError('refused', `Lambda could not apply an update of ${arn}`, {
    why: failed ?? 'it does not say why',
    hint: 'see its state in the console',
  });
