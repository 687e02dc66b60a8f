const unitMs = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

const pattern = /^rate\(\s*(\d{1,6})\s+(second|minute|hour|day)(s?)\s*\)$/;

/**
 * Milliseconds of a rate expression, `rate(1 minute)` or `rate(5 minutes)`, as EventBridge writes them
 * (docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html); seconds too, which EventBridge has not.
 * Undefined for anything else.
 */
export const parseRateExpression = (text: string): number | undefined => {
  const [, number, unit, plural] = pattern.exec(text) ?? [];
  const count = Number(number);
  const known = Object.entries(unitMs).find(([name]) => name === unit)?.[1];
  if (known === undefined || count < 1 || (count === 1) !== (plural === '')) return undefined;
  return count * known <= longestMs ? count * known : undefined;
};

/** What a timer can wait. */
const longestMs = 2 ** 31 - 1;
