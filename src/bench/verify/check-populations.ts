import type {
  BenchDocument,
  Burst,
  Population,
  RoundPopulation,
  RoundSummary,
  TrendValues,
} from '../record/document.ts';
import { sameHistogram } from './check-phase.ts';
import { checkTimes, quantileMs } from './check-times.ts';
import { type Findings, sumOf } from './findings.ts';
import { bucketOf, type Histogram, joined, readHistogram } from './histogram.ts';
import { checkInterval, studentInterval } from './student.ts';

/** Whether rounds add up to phases, populations follow from rounds and bursts, and intervals from what varies. */
export const checkPopulations = (document: BenchDocument, findings: Findings): void => {
  for (const [index, round] of document.rounds.entries()) {
    for (const [at, population] of round.populations.entries()) {
      checkKind(`rounds[${index}].populations[${at}]`, population, findings);
    }
  }
  for (const phase of document.phases) checkRounds(phase.name, document, findings);
  for (const [index, population] of document.populations.entries()) {
    checkPopulation(`populations[${index}]`, population, document, findings);
  }
};

const checkKind = (
  at: string,
  { values, histogram, service }: RoundPopulation,
  findings: Findings,
): Histogram | undefined => {
  if (service) checkTimes(`${at}.service`, service.values, service.histogram, findings);
  return checkTimes(at, values, histogram, findings);
};

const checkRounds = (name: string, { rounds, phases }: BenchDocument, findings: Findings): void => {
  const mine = rounds.filter(({ phase }) => phase === name);
  const [classes] = phases.filter((phase) => phase.name === name).map((phase) => phase.classes);
  if (classes === undefined || mine.length === 0) return;
  const ended = classes.started - classes.interrupted;
  findings.same(`rounds of ${name}: ended`, sumOf(mine.map((one) => one.ended)), ended);
  findings.same(
    `rounds of ${name}: failed`,
    sumOf(mine.map(({ failed }) => failed)),
    ended - classes.ok,
  );
};

/** A round's share of a population. */
interface Share {
  readonly histogram: Histogram;
  readonly values: TrendValues;
}

const checkPopulation = (
  at: string,
  population: Population,
  document: BenchDocument,
  findings: Findings,
): void => {
  const { part, shape, values } = population;
  const histogram = checkKind(at, population, findings);
  if (histogram === undefined) return;
  const shares =
    part === 'bursts'
      ? burstShares(population, document.coldStarts?.bursts ?? [])
      : document.rounds
          .filter(({ phase }) => phase === part)
          .flatMap((round) => sharesIn(round, population));
  const whole = joined(shares.map((share) => share.histogram));
  sameHistogram(`${at}.histogram`, histogram, whole, findings);
  findings.same(`${at}.shape`, sumOf(shape), values['count']);
  checkIntervals(at, population, shares, findings);
};

const sharesIn = (
  { populations }: RoundSummary,
  { start, outcome }: Population,
): readonly Share[] =>
  populations
    .filter((one) => one.start === start && one.outcome === outcome)
    .flatMap(({ histogram: text, values }) => {
      const histogram = readHistogram(text);
      return histogram === undefined ? [] : [{ histogram, values }];
    });

const burstShares = (
  { start, outcome }: Population,
  bursts: readonly Burst[],
): readonly Share[] => {
  const mine = bursts.filter((burst) => burst.outcome === outcome);
  return [...new Set(mine.map(({ round }) => round))].map((round) => {
    const times = mine
      .filter((burst) => burst.round === round)
      .flatMap(({ coldMs, warmMs }) => (start === 'cold' ? coldMs : warmMs));
    const each = times.map((ms) => ({ buckets: [bucketOf(Math.round(1000 * ms))], total: 1 }));
    return {
      histogram: joined(each),
      values: { min: Math.min(...times), max: Math.max(...times) },
    };
  });
};

/** Requests that a round must have for its own percentile to count: as order statistics need for 95 %. */
const enoughIn: ReadonlyMap<string, number> = new Map([
  ['med', 6],
  ['p(90)', 36],
  ['p(95)', 72],
]);

/** An interval over rounds is computed anew. Another one comes from ranks: of it only the order of its ends is checked. */
const checkIntervals = (
  at: string,
  { intervals }: Population,
  shares: readonly Share[],
  findings: Findings,
): void => {
  for (const [name, [from, to]] of Object.entries(intervals)) {
    const here = `${at}.intervals.${name}`;
    findings.within(here, to, [from, Number.POSITIVE_INFINITY]);
    const needed = enoughIn.get(name) ?? Number.POSITIVE_INFINITY;
    if (!shares.every(({ histogram }) => histogram.total >= needed)) continue;
    const percent = name === 'med' ? 50 : Number(name.slice(2, -1));
    const figures = shares.map(({ histogram, values }) => quantileMs(histogram, percent, values));
    // What differs from round to round multiplies times: the interval is one of their logarithms.
    const interval = studentInterval(figures.map(Math.log));
    if (interval === undefined || figures.some((figure) => figure <= 0)) continue;
    checkInterval(here, [Math.log(from), Math.log(to)], interval, findings);
  }
};
