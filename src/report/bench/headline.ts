import type { BenchDocument } from '../../bench/record/document.ts';
import { formatCount } from '../../core/format-count.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { effectSentences, matrixSentences } from './effect-sentences.ts';
import { failedShare, mostFailedShare } from './failed-share.ts';
import { failureSentences } from './failure-sentences.ts';
import { crossedThresholds } from './threshold-verdict.ts';
import { timeText } from './time-text.ts';

/** What a run found, in a few sentences: what is wrong with it first, the answer last. */
export const renderHeadline = (document: BenchDocument, style: SummaryStyle): string => {
  const paint = createPaint(style.colour);
  const lines = (sentences: readonly string[], mark: (text: string) => string) =>
    sentences.flatMap((sentence) => wrap(sentence, style.width, 0).map(mark));
  return [
    ...lines(doubts(document), paint.yellow),
    ...lines(failureSentences(document), paint.red),
    ...lines(verdicts(document), paint.red),
    ...lines(answers(document, style), paint.bold),
  ].join('\n');
};

const doubts = ({
  interrupted,
  selfCheck,
  scenario,
  environment,
}: BenchDocument): readonly string[] => [
  ...(interrupted
    ? ['INTERRUPTED: the run ended early, the figures are of the part that ran.']
    : []),
  ...selfCheck.reasons.map((reason) => `TAINTED: ${reason}`),
  ...(selfCheck.tainted && environment.sharesMachine
    ? ['Fewer virtual users (--vus) leave the generator more of the cores that it shares.']
    : []),
  ...(environment.sharesMachine && selfCheck.pollingUtilisation >= 0.05
    ? [
        `Pacing took ${(selfCheck.pollingUtilisation * 100).toFixed(0)} % of a core, polling for the next slot; it takes no more than 25 %.`,
      ]
    : []),
  ...(scenario.insecure ? ['TLS certificates were not verified (--insecure).'] : []),
];

const verdicts = ({ thresholds }: BenchDocument): readonly string[] =>
  crossedThresholds(thresholds)
    .slice(1)
    .map((line) => line.trim().replace(/^✗ /, '✗ threshold crossed: '));

const answers = (document: BenchDocument, style: SummaryStyle): readonly string[] => {
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

/** At an arrival rate: from when each request was due, and beside it from when it was sent. */
const responseTimes = ({ phases }: BenchDocument, { timeUnit }: SummaryStyle): readonly string[] =>
  phases.flatMap(({ name, metrics, classes }) => {
    const [response, service] = [metrics['response_time'], metrics['http_req_duration']];
    if (response?.type !== 'trend' || service?.type !== 'trend') return [];
    const times = (['med', 'p(95)', 'p(99)'] as const)
      .filter((stat) => response.values[stat] !== undefined)
      .map(
        (stat) =>
          `${stat === 'med' ? 'p50' : stat.replace(/[()]/g, '')} ${timeText(response.values[stat], timeUnit)} (${timeText(service.values[stat], timeUnit)})`,
      );
    const dropped =
      classes.dropped === 0
        ? ''
        : `; ${formatCount(classes.dropped)} iterations were dropped, because no virtual user was free`;
    return [`Response time, ${name}, beside the service time: ${times.join(', ')}${dropped}.`];
  });
