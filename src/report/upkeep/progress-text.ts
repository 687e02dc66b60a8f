import { formatCount } from '../../core/format-count.ts';

interface ProgressFacts {
  /** In the past tense: `purged 120 of 601`. */
  readonly verb: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}

/** `purged 120 of 601, 34/s, 14 s left`. */
export const progressText = ({ verb, done, total, elapsedMs }: ProgressFacts): string => {
  const head = `${verb} ${formatCount(done)} of ${formatCount(total)}`;
  const perSecond = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0;
  if (perSecond === 0) return head;
  return `${head}, ${rateText(perSecond)}, ${durationText((total - done) / perSecond)} left`;
};

const rateText = (perSecond: number): string =>
  `${perSecond < 9.95 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond))}/s`;

const durationText = (seconds: number): string => {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
};
