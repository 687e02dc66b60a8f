import type { Load } from '../../bench/load/load.ts';
import { maxVus, peakRate, scheduleMs } from '../../bench/load/load-arithmetic.ts';
import { formatCount } from '../../core/format-count.ts';
import { formatGoDuration } from '../k6/k6-duration.ts';

/** A load in a line of ours, `10 looping VUs for 10s a phase`; k6's own words stay in its own layouts; only of events nobody would know what an iteration is. */
export const loadSentence = (load: Load, phases: number, engine?: string): string => {
  const what = engine === 'event' ? 'upload' : 'iteration';
  const each = phases > 1 ? ' a phase' : '';
  const lasting = `for ${formatGoDuration(scheduleMs(load))}${each}`;
  switch (load.executor) {
    case 'constant-vus':
      return `${countOf(load.vus, 'looping VU')} ${lasting}`;
    case 'ramping-vus':
      return `up to ${countOf(maxVus(load), 'looping VU')} ${lasting} in ${countOf(load.stages.length, 'stage')}`;
    case 'shared-iterations': {
      const by = load.vus === 1 ? 'by' : 'shared among';
      return `${countOf(load.iterations, what)}${each} ${by} ${countOf(load.vus, 'VU')}`;
    }
    case 'constant-arrival-rate':
      return `${rateOf(load.rate, what)} ${lasting}`;
    case 'ramping-arrival-rate':
      return `up to ${rateOf(peakRate(load) ?? 0, what)} ${lasting} in ${countOf(load.stages.length, 'stage')}`;
  }
};

const countOf = (count: number, what: string): string =>
  `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;

const rateOf = (rate: number, what: string): string => `${Number(rate.toFixed(2))} ${what}s/s`;
