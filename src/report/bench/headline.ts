import type { Load } from '../../bench/load/load.ts';
import { isOpenModel } from '../../bench/load/load-arithmetic.ts';
import type { BenchDocument, TrendValues } from '../../bench/record/document.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { effectSentences, matrixSentences } from './effect-sentences.ts';
import { failedShare, mostFailedShare } from './failed-share.ts';
import { failureSentences } from './failure-sentences.ts';
import { thresholdLine } from './threshold-verdict.ts';
import { timeText } from './time-text.ts';

/** What a run found, in a few sentences: what is wrong with it first, the answer last. */
export const renderHeadline = (document: BenchDocument, style: SummaryStyle): string => {
  const paint = createPaint(style.colour);
  const lines = (sentences: readonly string[], mark: (text: string) => string) =>
    sentences.flatMap((sentence) => wrap(sentence, style.width, 0).map(mark));
  return [
    ...lines(doubts(document), paint.yellow),
    ...lines(failureSentences(document), paint.red),
    // k6's own layouts have ticked them already.
    ...lines(style.mode === 'compact' ? verdicts(document, true) : [], paint.green),
    ...lines(verdicts(document, false), paint.red),
    ...lines(answers(document, style), paint.bold),
  ].join('\n');
};

export const doubts = ({
  interrupted,
  phases,
  selfCheck,
  scenario,
  environment,
  merged,
}: BenchDocument): readonly string[] => {
  // Where nothing ended well there are no times that the generator could have spoilt.
  const measured = phases.some(({ classes }) => classes.ok > 0);
  const polling = selfCheck.pollingUtilisation ?? 0;
  return [
    ...(interrupted
      ? ['INTERRUPTED: the run ended early, the figures are of the part that ran.']
      : []),
    ...(merged !== undefined && merged.missing.length > 0
      ? [
          `PARTIAL: of ${merged.parts.length + merged.missing.length} parts these are missing: ${merged.missing.join(', ')}. Counts and rates are of the others.`,
        ]
      : []),
    ...(measured ? selfCheck.reasons.map((reason) => `TAINTED: ${reason}`) : []),
    ...(measured && selfCheck.tainted && environment.sharesMachine
      ? [`${relief(scenario.load)} the generator more of the cores that it shares.`]
      : []),
    ...(environment.sharesMachine && polling >= 0.05
      ? [
          `Pacing took ${(polling * 100).toFixed(0)} % of a core, polling for the next slot; it takes no more than 25 %.`,
        ]
      : []),
    ...(scenario.insecure ? ['TLS certificates were not verified (--insecure).'] : []),
  ];
};

const relief = (load: Load): string =>
  isOpenModel(load) ? 'A lower --rate leaves' : 'Fewer virtual users (--vus) leave';

export const verdicts = ({ thresholds, phases }: BenchDocument, met: boolean): readonly string[] =>
  thresholds.filter(({ ok }) => ok === met).map((result) => thresholdLine(result, phases));

export const answers = (document: BenchDocument, style: SummaryStyle): readonly string[] => {
  const { phases, matrix } = document;
  if (phases.some((phase) => phase.classes.started > 0 && phase.classes.ok === 0)) {
    return ['No request succeeded in a phase, so there is nothing to compare.'];
  }
  const failed = Math.max(0, ...phases.map(failedShare));
  if (failed > mostFailedShare) {
    return [
      `${Math.round(100 * failed)} % of the requests failed: what cold starts and missing images add cannot be told from the others.`,
    ];
  }
  const [effects] = matrix ?? [];
  return [
    ...responseTimes(document, style),
    ...(effects === undefined
      ? effectSentences(document, style)
      : matrixSentences(effects, document.rounds, style)),
  ];
};

/** At an arrival rate: the time that a user has, and beside it the service's part of it. */
const responseTimes = ({ phases }: BenchDocument, { timeUnit }: SummaryStyle): readonly string[] =>
  phases.flatMap(({ name, metrics }) => {
    const [response, service] = [metrics['response_time'], metrics['http_req_duration']];
    if (response?.type !== 'trend' || service?.type !== 'trend') return [];
    const times = ({ values }: { readonly values: TrendValues }) =>
      (['med', 'p(95)', 'p(99)'] as const)
        .filter((stat) => values[stat] !== undefined)
        .map(
          (stat) =>
            `${stat === 'med' ? 'p50' : stat.replace(/[()]/g, '')} ${timeText(values[stat], timeUnit)}`,
        )
        .join(', ');
    return [
      `Response time, ${name}: ${times(response)}, from when requests were due.`,
      `Service time, ${name}: ${times(service)}, from when they were sent.`,
    ];
  });
