import type { ClockCheck } from '../../bench/record/provenance.ts';
import { type DateLook, measureOffset, middleOf } from '../../core/fleet/clock-offset.ts';
import { amountOrNone, isObject, parseJson, stringOrNone } from '../../core/json.ts';
import type { Clock } from '../../core/service/ports.ts';
import { sleep } from '../../core/sleep.ts';

/** What ECS tells a task of itself (task metadata endpoint, version 4). */
export interface TaskMetadata {
  readonly arn: string;
  /** How far the host's clock may be off, in milliseconds; undefined where ECS does not vouch for it. */
  readonly clockErrorMs: number | undefined;
}

/** Undefined where it is no task's metadata. */
export const readTaskMetadata = (text: string): TaskMetadata | undefined => {
  const value = parseJson(text);
  const arn = isObject(value) ? stringOrNone(value['TaskARN']) : undefined;
  if (!isObject(value) || arn === undefined) return undefined;
  const drift = value['ClockDrift'];
  const isKept = isObject(drift) && drift['ClockSynchronizationStatus'] === 'SYNCHRONIZED';
  return { arn, clockErrorMs: isKept ? amountOrNone(drift['ClockErrorBound']) : undefined };
};

interface DatedServer {
  readonly clock: Clock;
  readonly look: (signal: AbortSignal) => Promise<DateLook>;
  /** Whose dates they are. */
  readonly name: string;
  readonly everyMs?: number;
}

/** This clock against UTC where ECS vouches for it. */
export const clockByEcs = (boundMs: number): ClockCheck => ({
  ...{ offsetMs: 0, boundMs },
  source: 'the task metadata of ECS',
});

/** This clock against UTC by the dates of a server. */
export const clockByDates = async (
  { name, ...server }: DatedServer,
  signal: AbortSignal,
): Promise<ClockCheck> => {
  const range = await measureOffset({ ...server, sleep }, signal);
  signal.throwIfAborted();
  return { ...middleOf(range), source: `the dates of ${name}, at the edges of their seconds` };
};
