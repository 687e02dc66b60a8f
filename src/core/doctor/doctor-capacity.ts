import type { StackFacts } from '../stack/stack-facts.ts';
import type { Finding, PlannedLoad } from './finding.ts';

/** A provisioned table's units against the requests that will need them. */
export const capacityFindings = (
  { table }: StackFacts,
  { rate }: PlannedLoad,
): readonly Finding[] => {
  const { readUnits, writeUnits } = table ?? {};
  if (table?.mode !== 'provisioned' || readUnits === undefined || writeUnits === undefined)
    return [];
  const asked = rate !== undefined;
  const tooMuch = asked && rate > Math.min(readUnits, writeUnits);
  if (asked && !tooMuch) return [];
  return [
    {
      id: 'table-capacity',
      severity: tooMuch && rate > readUnits ? 'problem' : 'warning',
      what: `table ${table.name} has ${readUnits} read and ${writeUnits} write units a second${asked ? `, ${rate} requests a second are asked for` : ''}`,
      why: `each request reads one unit, each missing image writes one: beyond a burst of 5 minutes' units DynamoDB throttles, and that is measured, not Lambda`,
      hint: `stay below ${readUnits} requests a second on a filled store and ${writeUnits} on an empty one, or switch the table to on-demand`,
    },
  ];
};
