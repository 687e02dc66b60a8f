import type {
  BenchDocument,
  Burst,
  Population,
  RoundPopulation,
  RoundSummary,
  Times,
} from '../record/document.ts';
import { checkIntervals, type Share } from './check-intervals.ts';
import { sameHistogram } from './check-phase.ts';
import { checkTimes } from './check-times.ts';
import { type Findings, sumOf } from './findings.ts';
import { bucketOf, type Histogram, joined, readHistogram } from './histogram.ts';

/** Whether rounds add up to phases, populations follow from rounds and bursts, and intervals from what varies. */
export const checkPopulations = (document: BenchDocument, findings: Findings): void => {
  for (const [index, round] of document.rounds.entries()) {
    for (const [at, population] of round.populations.entries()) {
      checkKind(`rounds[${index}].populations[${at}]`, population, findings);
    }
  }
  for (const phase of document.phases) checkRounds(phase.name, document, findings);
  if (document.coldStarts !== undefined) {
    const { proven, bursts } = document.coldStarts;
    const measured = sumOf(bursts.map(({ coldMs }) => coldMs.length));
    findings.same('coldStarts.proven', proven, measured);
  }
  for (const [index, population] of document.populations.entries()) {
    checkPopulation(`populations[${index}]`, population, document, findings);
  }
};

const checkKind = (
  at: string,
  { values, histogram, ...beside }: RoundPopulation,
  findings: Findings,
): Histogram | undefined => {
  for (const name of ['service', 'function'] as const) {
    const times = beside[name];
    if (times) checkTimes(`${at}.${name}`, times.values, times.histogram, findings);
  }
  return checkTimes(at, values, histogram, findings);
};

const checkRounds = (name: string, { rounds, phases }: BenchDocument, findings: Findings): void => {
  const mine = rounds.filter(({ phase }) => phase === name);
  const phase = phases.find((one) => one.name === name);
  if (phase === undefined || mine.length === 0) return;
  const { classes, histograms } = phase;
  const ended = classes.started - classes.interrupted;
  findings.same(`rounds of ${name}: ended`, sumOf(mine.map((one) => one.ended)), ended);
  findings.same(
    `rounds of ${name}: failed`,
    sumOf(mine.map(({ failed }) => failed)),
    ended - classes.ok,
  );
  // Of requests that ended well the phase has the service times, all in one.
  const served = mine.flatMap(({ populations }) =>
    populations.flatMap((one) => shareOf(one.service ?? one)),
  );
  const text = histograms['http_req_duration{expected_response:true}'];
  sameHistogram(
    `rounds of ${name}: histograms`,
    joined(served.map(({ histogram }) => histogram)),
    (text === undefined ? undefined : readHistogram(text)) ?? nothing,
    findings,
  );
};

const checkPopulation = (
  at: string,
  population: Population,
  document: BenchDocument,
  findings: Findings,
): void => {
  const { part, shape, values, start, outcome } = population;
  const histogram = checkKind(at, population, findings);
  if (histogram === undefined) return;
  const inRounds = kindIn(part, population, document.rounds);
  const bursts =
    part === 'bursts'
      ? (document.coldStarts?.bursts ?? []).filter((burst) => burst.outcome === outcome)
      : [];
  const rounds = part === 'bursts' ? burstShares(start, bursts) : inRounds.flatMap(shareOf);
  const whole = joined(rounds.map((share) => share.histogram));
  sameHistogram(`${at}.histogram`, histogram, whole, findings);
  for (const name of ['service', 'function'] as const) {
    const [own] = shareOf(population[name]);
    const parts = inRounds.flatMap((one) => shareOf(one[name]));
    const all = joined(parts.map((one) => one.histogram));
    sameHistogram(`${at}.${name}.histogram`, own?.histogram ?? nothing, all, findings);
  }
  findings.same(`${at}.shape`, sumOf(shape), values['count']);
  const units = start === 'cold' ? bursts.map(({ coldMs }) => histogramOf(coldMs)) : [];
  checkIntervals(at, population, { rounds, bursts: units }, findings);
};

const nothing: Histogram = { buckets: [], total: 0 };

const kindIn = (
  part: string,
  { start, outcome }: Pick<Population, 'start' | 'outcome'>,
  rounds: readonly RoundSummary[],
): readonly RoundPopulation[] =>
  rounds
    .filter(({ phase }) => phase === part)
    .flatMap(({ populations }) => populations)
    .filter((one) => one.start === start && one.outcome === outcome);

export const shareOf = (times: Times | undefined): readonly Share[] => {
  const histogram = times && readHistogram(times.histogram);
  return times === undefined || histogram === undefined
    ? []
    : [{ histogram, values: times.values }];
};

export const histogramOf = (times: readonly number[]): Histogram =>
  joined(times.map((ms) => ({ buckets: [bucketOf(Math.round(1000 * ms))], total: 1 })));

/** Round by round. */
export const burstShares = (
  start: Population['start'],
  mine: readonly Burst[],
): readonly Share[] => {
  return [...new Set(mine.map(({ round }) => round))].map((round) => {
    const times = mine
      .filter((burst) => burst.round === round)
      .flatMap(({ coldMs, warmMs }) => (start === 'cold' ? coldMs : warmMs));
    return {
      histogram: histogramOf(times),
      // One by one: so many arguments as a run may have bursts, no call takes.
      values: {
        min: times.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY),
        max: times.reduce((most, ms) => Math.max(most, ms), Number.NEGATIVE_INFINITY),
      },
    };
  });
};
