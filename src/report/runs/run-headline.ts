import type { BenchDocument, PhaseSummary } from '../../bench/record/document.ts';
import type { Effect } from '../../bench/record/effect.ts';
import { holdsZero } from '../bench/effect-sentences.ts';
import { failedShare } from '../bench/failed-share.ts';
import { rateText, timeText } from '../bench/time-text.ts';

/** What a run found, in a few words; with what keeps its figures from being taken as they are. */
export const runHeadline = (document: BenchDocument): string =>
  [...findings(document), ...doubts(document)].join(', ');

const findings = ({ effects, phases }: BenchDocument): readonly string[] => {
  const added = effects.map(effectText);
  return added.length > 0 ? added : phases.slice(-1).flatMap(speedOf);
};

/** As the run's own answer says it: an interval that holds zero tells nothing. */
const effectText = ({ of, ms, interval }: Effect): string =>
  interval !== null && holdsZero(interval)
    ? `${names[of]} cannot be told`
    : `${names[of]} ${ms < 0 ? '' : '+'}${timeText(ms)}`;

const names = { 'cold-start': 'cold start', 'missing-image': 'missing image' } as const;

const speedOf = (phase: PhaseSummary): readonly string[] => {
  const { metrics } = phase;
  const duration = metrics['http_req_duration'];
  const requests = metrics['http_reqs'];
  const failed = failedShare(phase);
  return [
    ...(duration?.type === 'trend' ? [`p50 ${timeText(duration.values['med'])}`] : []),
    ...(requests?.type === 'counter' ? [rateText(requests.values.rate)] : []),
    ...(failed > 0 ? [`${(100 * failed).toFixed(1)} % failed`] : []),
  ];
};

const doubts = ({ selfCheck, interrupted, merged, thresholds, shard }: BenchDocument) => [
  ...(selfCheck.tainted ? ['tainted'] : []),
  ...(interrupted ? ['interrupted'] : []),
  ...(merged !== undefined && merged.missing.length > 0 ? ['partial'] : []),
  ...(shard === undefined ? [] : [`shard ${shard.index}/${shard.of}`]),
  ...(thresholds.some(({ ok }) => !ok) ? ['threshold crossed'] : []),
];
