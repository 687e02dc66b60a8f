import { formatCount } from '../../core/format-count.ts';
import type { PurgeCount, PurgePlan } from '../../core/upkeep/purge-plan.ts';
import { type DeletableKind, deletableKinds, nameOf } from '../../core/upkeep/purge-target.ts';
import { type LabelRow, labelRows } from '../text/label-rows.ts';
import { formatBytes, formatMs } from '../text/number-format.ts';
import { printableLine } from '../text/printable.ts';
import { leftOf, type PurgeReport } from './purge-json.ts';

const nouns: Record<DeletableKind, readonly [one: string, many: string]> = {
  item: ['item', 'items'],
  object: ['object', 'objects'],
  version: ['hidden version', 'hidden versions'],
  'delete marker': ['delete marker', 'delete markers'],
  upload: ['unfinished upload', 'unfinished uploads'],
};

const counted = (kind: DeletableKind, count: number): string =>
  `${formatCount(count)} ${nouns[kind][count === 1 ? 0 : 1]}`;

const bucketKinds = ['object', 'version', 'delete marker', 'upload'] as const;

const bucketCounts = ({ things, bytes }: PurgeCount): string => {
  const parts = bucketKinds
    .filter((kind) => kind === 'object' || things[kind] > 0)
    .map((kind) => counted(kind, things[kind]));
  return `${parts.join(', ')}${bytes > 0 ? ` (${formatBytes(bytes)})` : ''}`;
};

const rowsOf = ({ place }: PurgeReport, count: PurgeCount): LabelRow[] => [
  ...(place.table === undefined
    ? []
    : [['table', `${counted('item', count.things.item)} of ${place.table}`] as const]),
  ...(place.bucket === undefined
    ? []
    : [['bucket', `${bucketCounts(count)} of ${place.bucket}`] as const]),
];

const render = (rows: readonly LabelRow[], colour: boolean): string =>
  labelRows(rows, colour, { indent: 2, labelWidth: 8 });

/** Where the target is, as far as anything is known of it. */
const whereRows = ({ where }: PurgeReport['place']): readonly LabelRow[] => {
  if (where === undefined) return [];
  const { account, region, profile, endpoint, stack, chosenBy } = where;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['account', account ?? 'unknown'],
    ['region', region],
    ['profile', profile],
    ['endpoint', endpoint],
    ['stack', stack],
    ['named by', chosenBy],
  ];
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
};

/** What would be deleted, and what would not. */
export const planText = (report: PurgeReport, colour: boolean): string => {
  const { place, plan, allKeys } = report;
  const rows = [...whereRows(place), ...rowsOf(report, plan)];
  if (plan.samples.length > 0) rows.push(['such as', plan.samples.join(', ')]);
  rows.push(...oddRows(report), ...staysRow(place, plan));
  const heading = allKeys
    ? `purge --all-keys deletes EVERYTHING in ${place.title}, ours or not`
    : `purge deletes from ${place.title}`;
  return `${heading}\n${render(rows, colour)}`;
};

/** The bytes themselves are not looked into: that would take a request for each. */
const oddRows = ({ place, plan, allKeys }: PurgeReport): readonly LabelRow[] => {
  if (allKeys || place.bucket === undefined || plan.total === 0) return [];
  const { count, names } = plan.odd;
  const more = count > names.length ? ', ...' : '';
  return [
    ...(count === 0
      ? []
      : [
          [
            'odd',
            `${counted('object', count)} of no size of ours: ${names.join(', ')}${more}`,
          ] as const,
        ]),
    ['note', 'what has a key of our form goes, whatever it holds: it is not looked into'],
  ];
};

/** `3 objects (20 B), 1 item: image/logo.png, other/ (not ours)`. */
const staysText = ({ where }: PurgeReport['place'], { stays, foreign }: PurgePlan): string => {
  if (stays.total === 0 && foreign.length === 0) return '';
  const kinds = deletableKinds.filter((kind) => stays.things[kind] > 0);
  const counts = kinds.map((kind) => counted(kind, stays.things[kind])).join(', ');
  const head = counts === '' ? '' : `${counts}: `;
  // The embedded store has no whereabouts, and lies among files that nobody wants gone by the folder.
  const more = where === undefined ? '' : '; --all-keys deletes that too';
  return `${head}${foreign.join(', ')} (not ours${more})`;
};

const staysRow = (place: PurgeReport['place'], plan: PurgePlan): readonly LabelRow[] => {
  const stays = staysText(place, plan);
  return stays === '' ? [] : [['stays', stays]];
};

/** What was deleted and what is left, or the plan where nothing was to be written. */
export const purgeText = (report: PurgeReport, colour: boolean): string => {
  const { place, plan, result, durationMs = 0 } = report;
  if (!plan.listed) return `${place.title}: nothing could be listed, so nothing was deleted\n`;
  if (plan.total === 0) {
    const stays = staysText(place, plan);
    const rest = stays === '' ? '' : `; stays: ${stays}`;
    return `${place.title} holds nothing of ours: nothing to delete${rest}\n`;
  }
  if (result === undefined) return `${planText(report, colour)}dry run: nothing was deleted\n`;
  const rows = rowsOf(report, result.removed);
  rows.push(['time', formatMs(durationMs)], ['left', leftText(report)]);
  rows.push(...staysRow(place, report.left ?? plan));
  const leftovers = result.leftovers.map(
    ({ thing, why }) => `  ${printableLine(`${nameOf(thing)}: ${why}`)}\n`,
  );
  const more = result.leftoverCount - result.leftovers.length;
  if (more > 0) leftovers.push(`  and ${formatCount(more)} more\n`);
  const failed = leftovers.length === 0 ? '' : `could not be deleted\n${leftovers.join('')}`;
  return `purged ${place.title}\n${render(rows, colour)}${failed}`;
};

const leftText = (report: PurgeReport): string => {
  const left = leftOf(report);
  const { result, left: listed } = report;
  if (listed?.listed === false) return 'unknown (nothing could be listed again)';
  if (listed !== undefined && left === 0) return 'nothing (listed again)';
  if (listed === undefined) {
    const why = result?.interrupted ? 'interrupted' : 'stopped';
    return `${formatCount(left)} (${why}; purge again for the rest)`;
  }
  return left > (result?.leftoverCount ?? 0)
    ? `${formatCount(left)} (listed again; something is still writing there)`
    : `${formatCount(left)} (listed again)`;
};
