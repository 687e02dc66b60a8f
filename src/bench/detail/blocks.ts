import { type Sample, type SampleClass, sampleClasses } from '../engine/sample.ts';
import { errorCodeOf, otherCode } from '../record/error-tally.ts';
import { type Kind, kindIndex, kinds } from '../record/kinds.ts';
import type { Block, CountedBlock } from '../record/phase-detail.ts';
import { createTimeSlots } from '../record/time-slots.ts';
import { addTrend, createTrend, record, recordedTimes, type Trend } from '../record/trend.ts';
import { encodeTrend } from '../record/trend-codec.ts';

interface Slot {
  readonly classes: Record<SampleClass | 'started' | 'dropped', number>;
  readonly errors: Map<string, number>;
  /** Response times at an arrival rate, else service times, by `kindIndex`. */
  readonly times: (Trend | undefined)[];
  readonly environments: Set<string>;
  fresh: number;
}

/** As many as a chart has room for; 120 slots of two populations each take 3 MB. */
export const mostBlocks = 120;

/** Beyond that many different codes in a slot the rest are counted together. */
const mostCodes = 100;

/** A phase slot by slot. Offsets are microseconds of the phase's time. */
export const createBlocks = () => {
  const slots = createTimeSlots<Slot>({ most: mostBlocks, empty: emptySlot, joined });
  const known = new Set<string>();
  const sawEnvironment = (slot: Slot, id: string): void => {
    slot.environments.add(id);
    if (known.has(id)) return;
    known.add(id);
    slot.fresh += 1;
  };
  const blocksFrom = <P>(from: number, population: (kind: Kind, times: Trend) => P) => {
    const lengthMs = slots.seconds() * 1000;
    return slots
      .list()
      .slice(from)
      .map((slot, at) => blockOf(slot, { atMs: (from + at) * lengthMs, lengthMs }, population));
  };
  return {
    /** `us` is absent for a request that is in no population. */
    sample(sample: Sample, phaseStartUs: number, us: number | undefined): void {
      slots.at(sample.startedUs - phaseStartUs).classes.started += 1;
      const slot = slots.at(sample.endedUs - phaseStartUs);
      slot.classes[sample.class] += 1;
      if (sample.class !== 'ok') countError(slot, sample);
      if (sample.environmentId !== undefined) sawEnvironment(slot, sample.environmentId);
      if (us === undefined) return;
      const kind = kindIndex(sample);
      let times = slot.times[kind];
      if (times === undefined) {
        times = createTrend(2);
        slot.times[kind] = times;
      }
      record(times, us);
    },
    dropped(count: number, offsetUs: number): void {
      slots.at(offsetUs).classes.dropped += count;
    },
    list: (): readonly Block[] => blocksFrom(0, encoded),
    /** Those of a place and after it, counted and not encoded. */
    counted: (from: number): readonly CountedBlock[] => blocksFrom(from, counted),
    slotMs: () => slots.seconds() * 1000,
  };
};

const emptySlot = (): Slot => ({
  classes: {
    ...{ started: 0, dropped: 0, ok: 0, http_error: 0, function_error: 0, throttled: 0 },
    ...{ wrong_answer: 0, network_error: 0, timeout: 0, interrupted: 0 },
  },
  errors: new Map(),
  times: [],
  environments: new Set(),
  fresh: 0,
});

const countError = ({ errors }: Slot, sample: Sample): void => {
  const code = errorCodeOf(sample);
  const key = errors.has(code) || errors.size < mostCodes ? code : otherCode;
  errors.set(key, (errors.get(key) ?? 0) + 1);
};

const joined = (first: Slot, second: Slot): Slot => {
  for (const name of countNames) first.classes[name] += second.classes[name];
  for (const [code, count] of second.errors) {
    first.errors.set(code, (first.errors.get(code) ?? 0) + count);
  }
  for (const [kind, times] of second.times.entries()) {
    const mine = first.times[kind];
    if (mine === undefined) first.times[kind] = times;
    else if (times !== undefined) addTrend(mine, times);
  }
  for (const id of second.environments) first.environments.add(id);
  first.fresh += second.fresh;
  return first;
};

const countNames = ['started', 'dropped', ...sampleClasses] as const;

const blockOf = <P>(
  slot: Slot,
  time: Pick<Block, 'atMs' | 'lengthMs'>,
  population: (kind: Kind, times: Trend) => P,
) => ({
  ...time,
  classes: Object.fromEntries(Object.entries(slot.classes).filter(([, count]) => count > 0)),
  ...(slot.errors.size > 0 && { errors: Object.fromEntries(slot.errors) }),
  populations: kinds.flatMap((kind, index) => {
    const times = slot.times[index];
    return times === undefined ? [] : [population(kind, times)];
  }),
  ...(slot.environments.size > 0 && {
    environments: { seen: slot.environments.size, fresh: slot.fresh },
  }),
});

const encoded = (kind: Kind, times: Trend) => ({ ...kind, histogram: encodeTrend(times) });

const counted = (kind: Kind, times: Trend) => ({ ...kind, times: recordedTimes(times) });
