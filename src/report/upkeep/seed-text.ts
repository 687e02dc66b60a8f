import { formatCount } from '../../core/format-count.ts';
import type { SeedResult } from '../../core/upkeep/seed.ts';
import { describeFailure } from '../../core/upkeep/seed-tally.ts';
import { type LabelRow, labelRows } from '../text/label-rows.ts';
import { formatBytes, formatMs } from '../text/number-format.ts';
import { printableLine } from '../text/printable.ts';

export interface SeedReport {
  readonly title: string;
  readonly source: string;
  readonly asked: number;
  readonly result: SeedResult;
  readonly durationMs: number;
}

/** What a seeding came to, with every image that failed and why. */
export const seedText = (report: SeedReport, colour: boolean): string => {
  const { title, asked, source, result, durationMs } = report;
  const { written, skipped, repaired, failed, bytes, left, failures } = result;
  const rows: LabelRow[] = [
    ['written', `${formatCount(written)}${written > 0 ? ` (${formatBytes(bytes)})` : ''}`],
    ['skipped', `${formatCount(skipped)}${skipped > 0 ? ' (stored already)' : ''}`],
    ...(repaired > 0 ? [['repaired', formatCount(repaired)] as const] : []),
    ['failed', formatCount(failed)],
    ['time', formatMs(durationMs)],
  ];
  if (left > 0) {
    const why = result.interrupted ? 'interrupted' : 'stopped';
    rows.push(['left', `${formatCount(left)} (${why}; seed again for the rest)`]);
  }
  const reasons = failures.map((failure) => `  ${printableLine(describeFailure(failure))}\n`);
  return [
    `seeded ${title} with ${formatCount(asked)} ${asked === 1 ? 'image' : 'images'}, source ${source}\n`,
    labelRows(rows, colour, { indent: 2, labelWidth: 8 }),
    ...(reasons.length > 0 ? ['could not be stored\n', ...reasons] : []),
  ].join('');
};
