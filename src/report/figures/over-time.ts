import type { OpenRun, Slot } from './open-run.ts';

/** Steps over time: `x` in seconds on the axis; a value holds from its x to the next; null between phases. */
export interface Steps {
  readonly x: readonly number[];
  readonly lines: readonly StepLine[];
}

export interface StepLine {
  readonly name: string;
  readonly kind: 'ok' | 'bad' | 'dropped' | 'seen' | 'fresh' | 'limit';
  readonly values: readonly (number | null)[];
}

/** What of a request's reasons to fail has a line of its own. */
const mostReasons = 5;

/** Requests a second that ended well. */
export const ratesOf = (open: OpenRun): Steps => ({
  x: steppedX(open),
  lines: [
    {
      ...{ name: 'ended well', kind: 'ok' },
      values: stepped(open, (slot) => perSecond(slot.classes['ok'] ?? 0, slot)),
    },
  ],
});

const perSecond = (count: number, { from, to }: Slot): number => count / Math.max(1e-3, to - from);

/** Requests a second that did not end well, by reason, and those that were dropped; undefined where there were none. */
export const failureRatesOf = (open: OpenRun): Steps | undefined => {
  const reasons = reasonsOf(open.slots);
  const line = (name: string, kind: StepLine['kind'], of: (slot: Slot) => number) => ({
    ...{ name, kind, values: stepped(open, of) },
  });
  const others = (slot: Slot): number =>
    Object.entries(failuresOf(slot))
      .filter(([name]) => !reasons.shown.includes(name))
      .reduce((sum, [, count]) => sum + count, 0);
  const lines = [
    ...reasons.shown.map((name) =>
      line(name, 'bad', (slot) => perSecond(failuresOf(slot)[name] ?? 0, slot)),
    ),
    ...(reasons.others === 0
      ? []
      : [line(`${reasons.others} other reasons`, 'bad', (slot) => perSecond(others(slot), slot))]),
    ...(open.slots.some(({ classes }) => (classes['dropped'] ?? 0) > 0)
      ? [line('dropped', 'dropped', (slot) => perSecond(slot.classes['dropped'] ?? 0, slot))]
      : []),
  ];
  return lines.length === 0 ? undefined : { x: steppedX(open), lines };
};

const notFailures = ['ok', 'started', 'dropped', 'interrupted'];

/** By reason; where only the class is known, by that. */
export const failuresOf = ({ classes, errors }: Slot): Readonly<Record<string, number>> => {
  const known = Object.entries(errors).filter(([, count]) => count > 0);
  if (known.length > 0) return Object.fromEntries(known);
  return Object.fromEntries(
    Object.entries(classes)
      .filter(([name, count]) => !notFailures.includes(name) && count > 0)
      .map(([name, count]) => [name.replace('_', ' '), count]),
  );
};

const reasonsOf = (slots: readonly Slot[]) => {
  const sums = new Map<string, number>();
  for (const slot of slots) {
    for (const [name, count] of Object.entries(failuresOf(slot))) {
      sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  const all = [...sums].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const shown = all.length > mostReasons + 1 ? all.slice(0, mostReasons) : all;
  return { shown, others: all.length - shown.length };
};

/** Environments that answered, those that were new since the phase began, and how many the service could have started. */
export const environmentsOf = (open: OpenRun): Steps | undefined => {
  if (!open.slots.some(({ environments }) => environments !== undefined)) return undefined;
  const fresh = new Map<Slot, number>();
  const sums = new Map<string, number>();
  for (const slot of open.slots) {
    const sum = (sums.get(slot.part) ?? 0) + (slot.environments?.[1] ?? 0);
    sums.set(slot.part, sum);
    fresh.set(slot, sum);
  }
  const seen = (slot: Slot) => slot.environments?.[0] ?? 0;
  const most = Math.max(...fresh.values());
  const limit = open.run.scaling && limitOf(open, most);
  return {
    x: steppedX(open),
    lines: [
      { name: 'answered', kind: 'seen', values: stepped(open, seen) },
      {
        name: 'new since the phase began',
        kind: 'fresh',
        values: stepped(open, (slot) => fresh.get(slot) ?? 0),
      },
      ...(limit ? [limit] : []),
    ],
  };
};

/** A limit far above the rest would press it flat: then it is told in words. */
const farAbove = 4;

const limitOf = (open: OpenRun, most: number): StepLine | undefined => {
  const { scaling, parts } = open.run;
  // A number at once is no number in a slot: those of one round end, and those of the next begin.
  if (scaling === undefined || scaling.more === 0 || parts.length === 0) return undefined;
  const { first, more, stepMs, most: greatest = Number.POSITIVE_INFINITY } = scaling;
  if (Math.min(first, greatest) > farAbove * Math.max(1, most)) return undefined;
  const beginOf = new Map(open.parts.map(({ name, from }) => [name, from]));
  const values = stepped(open, ({ from, part }) =>
    Math.min(greatest, first + (more * 1000 * (from - (beginOf.get(part) ?? 0))) / stepMs),
  );
  return { name: 'limit of the service', kind: 'limit', values };
};

const steppedX = (open: OpenRun): readonly number[] =>
  open.parts.flatMap(({ name, to }) => {
    const mine = open.slots.filter(({ part }) => part === name);
    return mine.length === 0 ? [] : [...mine.map(({ from }) => from), to - 2e-6, to - 1e-6];
  });

const stepped = (open: OpenRun, of: (slot: Slot) => number): readonly (number | null)[] =>
  open.parts.flatMap(({ name }) => {
    const mine = open.slots.filter(({ part }) => part === name).map(of);
    const last = mine.at(-1);
    return last === undefined ? [] : [...mine, last, null];
  });
