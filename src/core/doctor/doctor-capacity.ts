import { formatCount } from '../format-count.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import { burstSeconds, shareWords, shortOfUnits } from './expected-share.ts';
import type { Finding, PlannedLoad } from './finding.ts';

/** A provisioned table's units against the requests that will need them. */
export const capacityFindings = ({ table }: StackFacts, load: PlannedLoad): readonly Finding[] => {
  const { readUnits, writeUnits } = table ?? {};
  if (table?.mode !== 'provisioned' || readUnits === undefined || writeUnits === undefined)
    return [];
  const { rate, durationMs } = load;
  if (rate !== undefined && rate <= Math.min(readUnits, writeUnits)) return [];
  const expected = rate ?? guessedRate(load);
  const units = `table ${table.name} has ${readUnits} read and ${writeUnits} write units a second`;
  const shares =
    expected === undefined
      ? undefined
      : {
          reads: shortOfUnits(expected, readUnits, durationMs),
          writes: shortOfUnits(expected, writeUnits, durationMs),
        };
  const asked =
    expected === undefined
      ? ''
      : rate === undefined
        ? `, about ${formatCount(Math.round(expected))} requests a second are expected`
        : `, ${rate} requests a second are asked for`;
  return [
    {
      id: 'table-capacity',
      severity: rate !== undefined && rate > readUnits ? 'problem' : 'warning',
      what: `${units}${asked}${shares === undefined ? '' : effectOf(shares)}`,
      why: `each request reads one unit, each missing image writes one: beyond ${formatCount(burstSeconds * readUnits)} saved ones DynamoDB throttles, the function tries again and is slow, then answers 503: that is measured, not Lambda`,
      hint: `stay below ${readUnits} requests a second on a filled store and ${writeUnits} on an empty one, or switch the table to on-demand`,
    },
  ];
};

/** Of virtual users, where it is known how long an answer takes. */
const guessedRate = ({ vus, answerMs }: PlannedLoad): number | undefined =>
  vus === undefined || answerMs === undefined ? undefined : (vus * 1000) / answerMs;

const effectOf = ({ reads, writes }: { readonly reads: number; readonly writes: number }) => {
  if (reads === 0 && writes === 0) return ': what it has saved carries that, if it was idle before';
  const parts = [
    ...(reads > 0 ? [`${shareWords(reads)} of the reads`] : []),
    ...(writes > 0 ? [`${shareWords(writes)} of the writes of missing images`] : []),
  ];
  return `: expect it to throttle ${parts.join(' and ')}`;
};
