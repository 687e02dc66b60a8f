import type { Finding } from '../../core/doctor/finding.ts';
import { fleetPlaceOf } from '../../core/fleet/fleet-place.ts';
import type { StackFacts, StackSummary, StoreCounts } from '../../core/stack/stack-facts.ts';

/** What `stack NAME --json` prints; a key whose value is not known is null. */
export const stackDocument = (
  { stack, unknown, ...facts }: StackFacts,
  counts: StoreCounts | undefined,
  findings: readonly Finding[],
): string =>
  toJson({
    schemaVersion: 1,
    name: stack.name,
    region: stack.region,
    status: stack.status,
    statusReason: stack.statusReason,
    functionName: stack.functionName,
    functionUrl: facts.url?.url ?? stack.functionUrl,
    tableName: stack.table,
    bucketName: stack.bucket,
    outputs: stack.outputs,
    resources: stack.resources,
    ...facts,
    fleet: fleetPlaceOf(stack),
    counts,
    findings,
    unknown: unknown.map(({ what, why }) => ({ what, why })),
  });

/** What `stack --json` prints. */
export const stackListDocument = (stacks: readonly StackSummary[]): string =>
  toJson({
    schemaVersion: 1,
    stacks: stacks.map(({ table, bucket, ...stack }) => ({
      ...stack,
      tableName: table,
      bucketName: bucket,
    })),
  });

const toJson = (value: object): string =>
  `${JSON.stringify(value, (_, member: unknown) => member ?? null, 2)}\n`;
