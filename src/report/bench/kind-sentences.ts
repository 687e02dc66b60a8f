import type { BenchDocument, ColdShare, KindPopulation } from '../../bench/record/document.ts';
import type { StartKind } from '../../bench/record/kinds.ts';
import { formatCount } from '../../core/format-count.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { rangeText, timeText } from './time-text.ts';

const words = {
  forced: 'forced',
  'scale-out': 'by scale-out',
  'first-after-deploy': 'first after a deploy',
  idle: 'after idling',
  'snap-start': 'from a snapshot',
  proactive: 'proactively started',
  'provisioned-concurrency': 'provisioned',
  unknown: 'of unknown kind',
} as const satisfies Record<StartKind, string>;

/** Of each phase, how many requests waited for an environment, and how those environments came to be; likewise the bursts. */
export const kindSentences = (document: BenchDocument, style: SummaryStyle): readonly string[] => {
  const { coldShares = [], kinds = [], scenario } = document;
  const what = scenario.engine === 'event' ? 'uploads' : 'requests';
  const phases = coldShares.flatMap((share) => {
    const mine = kinds.filter(({ part }) => part === share.phase);
    return share.waited === 0 && mine.length === 0 ? [] : [phaseSentence(share, mine, what, style)];
  });
  const others = kinds.filter(({ part, kind }) => part === 'bursts' && kind !== 'forced');
  const bursts =
    others.length === 0
      ? []
      : [`cold starts made on purpose: ${others.map((one) => kindText(one, style)).join(', ')}.`];
  return [...phases, ...bursts];
};

const phaseSentence = (
  { phase, waited, told, share, interval }: ColdShare,
  kinds: readonly KindPopulation[],
  what: string,
  style: SummaryStyle,
): string => {
  const [from, to] = interval;
  // Where they come in groups, as at a scale-out, it would have to be wider.
  const range = `95 %, had each come alone: ${percent(from)} to ${percent(to)}`;
  const all = `${phase}: ${formatCount(waited)} of ${formatCount(told)} ${what} waited for an environment (${percent(share)}; ${range})`;
  const each = kinds.map((one) => kindText(one, style)).join(', ');
  return each === '' ? `${all}.` : `${all}: ${each}.`;
};

const kindText = (
  { kind, start, values, intervals }: KindPopulation,
  { timeUnit }: SummaryStyle,
) => {
  const range = intervals['med'];
  const known = range === undefined ? '' : `, 95 %: ${rangeText(range, timeUnit)}`;
  const waiting = kind === 'unknown' && start === 'cold' ? 'for unknown reasons' : words[kind];
  const text = `${formatCount(values['count'] ?? 0)} ${waiting} (p50 ${timeText(values['med'], timeUnit)}${known})`;
  return start === 'warm' ? `${text}, which nobody waited for` : text;
};

/** Two digits, for most shares are small; they would have what is nearly all be all. */
const percent = (share: number): string => {
  const value = 100 * share;
  if (value === 0 || value === 100) return `${value} %`;
  return value >= 99.5 ? 'over 99 %' : `${value.toPrecision(2)} %`;
};
