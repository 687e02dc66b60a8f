import { FibimgError, messageOf } from '../../core/error.ts';
import type { PurgeResult } from '../../core/upkeep/purge.ts';
import type { PurgeCount, PurgePlan } from '../../core/upkeep/purge-plan.ts';
import { nameOf } from '../../core/upkeep/purge-target.ts';
import type { Whereabouts } from '../../core/upkeep/whereabouts.ts';

/** All that is known of a purge; without a result it was only planned, or there was nothing to do. */
export interface PurgeReport {
  readonly place: {
    readonly title: string;
    readonly table: string | undefined;
    readonly bucket: string | undefined;
    readonly where?: Whereabouts;
  };
  readonly plan: PurgePlan;
  /** Whether it is everything that goes, not only what is ours. */
  readonly allKeys: boolean;
  readonly dryRun: boolean;
  readonly result?: PurgeResult;
  readonly durationMs?: number;
  /** The listing at the end, where the purge came to its end. */
  readonly left?: PurgePlan;
}

/** How many things should be left: counted again where that was done, else by subtraction. */
export const leftOf = ({ plan, result, left }: PurgeReport): number =>
  left?.total ?? Math.max(0, plan.total - (result?.removed.total ?? 0));

/** The document of `purge --json`. */
export const purgeJson = (report: PurgeReport): string => {
  const { place, plan, dryRun, result, durationMs, left } = report;
  const document = {
    schemaVersion: 1,
    target: {
      name: place.title,
      table: place.table ?? null,
      bucket: place.bucket ?? null,
      ...(place.where && whereJson(place.where)),
    },
    dryRun,
    plan: {
      ...counts(plan),
      samples: plan.samples,
      odd: plan.odd,
      stays: counts(plan.stays),
      foreign: plan.foreign,
    },
    ...(result && {
      removed: counts(result.removed),
      leftovers: result.leftovers.map(({ thing, why }) => ({ name: nameOf(thing), why })),
      leftoverCount: result.leftoverCount,
      interrupted: result.interrupted,
      durationMs,
    }),
    ...(result?.stoppedBy !== undefined && { stoppedBy: errorJson(result.stoppedBy) }),
    ...(left && { stays: counts(left.stays) }),
    left: dryRun ? plan.total : leftOf(report),
    verified: left?.listed ?? (!dryRun && plan.total === 0 && plan.listed),
  };
  return `${JSON.stringify(document)}\n`;
};

const whereJson = ({ account, region, profile, endpoint }: Whereabouts) => ({
  account: account ?? null,
  region: region ?? null,
  profile: profile ?? null,
  endpoint: endpoint ?? null,
});

const counts = ({ things, total, bytes }: PurgeCount) => ({
  items: things.item,
  objects: things.object,
  versions: things.version,
  deleteMarkers: things['delete marker'],
  uploads: things.upload,
  total,
  bytes,
});

export const errorJson = (thrown: unknown) =>
  thrown instanceof FibimgError
    ? { kind: thrown.kind, message: thrown.message, why: thrown.why, hint: thrown.hint }
    : { kind: 'bug', message: messageOf(thrown) };
