import type { BenchDocument } from '../../bench/record/document.ts';
import type { Effect, Interval, MatrixEffect } from '../../bench/record/effect.ts';
import { formatCount } from '../../core/format-count.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { createPaint } from '../text/ansi.ts';
import { wrap } from '../text/flow.ts';
import { failedShare, mostFailedShare } from './failed-share.ts';
import { failureSentences } from './failure-sentences.ts';
import { crossedThresholds } from './threshold-verdict.ts';
import { rangeText, timeText } from './time-text.ts';

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
    ...(effects === undefined ? effectSentences(document, style) : matrixSentences(effects, style)),
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

const effectSentences = (document: BenchDocument, style: SummaryStyle): readonly string[] => {
  const { effects, coldStarts } = document;
  const parts = effects.map((effect) => {
    const atOnce = coldStarts !== undefined && effect.part === 'bursts' ? coldStarts.atOnce : 0;
    return effectText(effect, atOnce, style);
  });
  const joined = parts.join('; ');
  const sentence = joined === '' ? [] : [`${joined.charAt(0).toUpperCase()}${joined.slice(1)}.`];
  return [...sentence, ...unknownStarts(document)];
};

const effectText = (effect: Effect, atOnce: number, { timeUnit }: SummaryStyle): string => {
  const { of, ms, interval } = effect;
  const what = of === 'cold-start' ? 'a cold start' : 'a missing image';
  const together = atOnce > 1 ? `; ${formatCount(atOnce)} at once` : '';
  if (interval === null) {
    return `${what} adds ${timeText(ms, timeUnit)} (${tooFew(effect)}${together})`;
  }
  const range = rangeText(interval, timeUnit);
  if (holdsZero(interval)) return `what ${what} adds cannot be told (95 %: ${range}${together})`;
  return ms < 0
    ? `${what} saves ${timeText(-ms, timeUnit)} (95 %: ${rangeText([-interval[1], -interval[0]], timeUnit)}${together})`
    : `${what} adds ${timeText(ms, timeUnit)} (95 %: ${range}${together})`;
};

const tooFew = ({ unit, units }: Effect): string =>
  `${units} ${unit}${units === 1 ? '' : 's'}: too few for an interval`;

const holdsZero = ([from, to]: Interval): boolean => from <= 0 && to >= 0;

const unknownStarts = ({ populations, effects, scenario }: BenchDocument): readonly string[] => {
  if (populations.length === 0) return [];
  if (populations.every(({ start }) => start === 'unknown')) {
    const how = scenario.check
      ? 'fibimg’s own function says it in a header, and --stack NAME --via invoke or --function NAME reads it from the log'
      : 'only a fibimg service, or the log of a function that is invoked, says it';
    return [
      `Cold and warm starts cannot be told apart: no answer says whether its environment was new; ${how}.`,
    ];
  }
  if (effects.some(({ of }) => of === 'cold-start')) return [];
  return populations.some(({ start }) => start === 'cold')
    ? []
    : ['No cold start was among the requests.'];
};

/** Main effects and interaction of the matrix, with what cannot be told said so. */
const matrixSentences = (
  { environment, store, interaction, intervals }: MatrixEffect,
  { timeUnit }: SummaryStyle,
): readonly string[] => {
  const tell = (what: string, ms: number, interval: Interval | null): string => {
    if (interval === null)
      return `${what} adds ${timeText(ms, timeUnit)} (too few rounds for an interval)`;
    const range = rangeText(interval, timeUnit);
    if (holdsZero(interval)) return `what ${what} adds cannot be told (95 %: ${range})`;
    return `${what} adds ${timeText(ms, timeUnit)} (95 %: ${range})`;
  };
  const both = tell('a cold environment', environment, intervals.environment);
  const alone = `${both}; ${tell('an empty store', store, intervals.store)}.`;
  const together = tell('having both', interaction, intervals.interaction);
  return [`${alone.charAt(0).toUpperCase()}${alone.slice(1)}`, `Beyond that, ${together}.`];
};
