import type { BenchDocument, KindPopulation, RoundSummary } from '../record/document.ts';
import { checkIntervals, type Share } from './check-intervals.ts';
import { sameHistogram } from './check-phase.ts';
import { burstShares, histogramOf, shareOf } from './check-populations.ts';
import { checkTimes } from './check-times.ts';
import { type Findings, sumOf } from './findings.ts';
import { type Histogram, joined } from './histogram.ts';
import { checkInterval } from './student.ts';

/** Whether kinds of starts follow from rounds and bursts, hold every cold start once, and shares from the phases' counts. */
export const checkKinds = (document: BenchDocument, findings: Findings): void => {
  for (const [index, round] of document.rounds.entries()) {
    checkRound(`rounds[${index}].kinds`, round, findings);
  }
  const printed = document.kinds ?? [];
  const told = document.rounds.some(({ kinds }) => kinds !== undefined);
  if (told || printed.length > 0) findings.same('kinds', printed.length, namesOf(document).size);
  for (const [index, one] of printed.entries()) {
    checkPopulation(`kinds[${index}]`, one, document, findings);
  }
  checkShares(document, findings);
};

const checkRound = (at: string, { kinds, populations }: RoundSummary, findings: Findings): void => {
  if (kinds === undefined) return;
  for (const [index, { values, histogram }] of kinds.entries()) {
    checkTimes(`${at}[${index}]`, values, histogram, findings);
  }
  const countOf = (all: readonly { start: string; values: Readonly<Record<string, number>> }[]) =>
    sumOf(all.map(({ start, values }) => (start === 'cold' ? (values['count'] ?? 0) : 0)));
  findings.same(`${at}: cold starts`, countOf(kinds), countOf(populations));
};

const nameOf = (part: string, { kind, start }: Pick<KindPopulation, 'kind' | 'start'>): string =>
  `${part} ${kind} ${start}`;

const namesOf = ({ rounds, coldStarts }: BenchDocument): ReadonlySet<string> =>
  new Set([
    ...rounds.flatMap(({ phase, kinds = [] }) => kinds.map((one) => nameOf(phase, one))),
    ...(coldStarts?.bursts ?? []).map(({ kind = 'forced' }) =>
      nameOf('bursts', { kind, start: 'cold' }),
    ),
  ]);

const checkPopulation = (
  at: string,
  population: KindPopulation,
  { rounds, coldStarts }: BenchDocument,
  findings: Findings,
): void => {
  const { part, kind, start, values, histogram } = population;
  const printed = checkTimes(at, values, histogram, findings);
  if (printed === undefined) return;
  const bursts = (coldStarts?.bursts ?? []).filter((burst) => (burst.kind ?? 'forced') === kind);
  const ofBursts = part === 'bursts';
  const shares: readonly Share[] = ofBursts
    ? burstShares(start, bursts)
    : rounds
        .filter(({ phase }) => phase === part)
        .flatMap(({ kinds = [] }) => kinds)
        .filter((one) => one.kind === kind && one.start === start)
        .flatMap(shareOf);
  const whole = joined(shares.map((share) => share.histogram));
  sameHistogram(`${at}.histogram`, printed, whole, findings);
  const units: readonly Histogram[] = ofBursts
    ? bursts.map(({ coldMs }) => histogramOf(coldMs))
    : [];
  checkIntervals(at, population, { rounds: shares, bursts: units }, findings);
};

const checkShares = ({ coldShares, phases }: BenchDocument, findings: Findings): void => {
  if (coldShares === undefined) return;
  const counts = phases.map(({ name, metrics }) => {
    const [cold = 0, warm = 0] = ['cold', 'warm'].map((start) => {
      const metric = metrics[`http_reqs{start:${start}}`];
      return metric?.type === 'counter' ? metric.values.count : 0;
    });
    return { name, cold, told: cold + warm };
  });
  const telling = counts.filter(({ told }) => told > 0);
  findings.same('coldShares', coldShares.length, telling.length);
  for (const [index, { phase, waited, told, share, interval }] of coldShares.entries()) {
    const at = `coldShares[${index}]`;
    const found = telling.find(({ name }) => name === phase);
    findings.same(`${at}.waited`, waited, found?.cold);
    findings.same(`${at}.told`, told, found?.told);
    if (found === undefined) continue;
    findings.same(`${at}.share`, share, found.cold / found.told);
    checkInterval(`${at}.interval`, interval, scoreInterval(found.cold, found.told), findings);
  }
};

const normal975 = 1.959964;

/** Wilson's interval from what it means: the shares from which the one counted is just 1.96 standard errors away. */
const scoreInterval = (counted: number, of: number): readonly [number, number] => {
  const found = counted / of;
  const isFar = (share: number): boolean =>
    Math.abs(found - share) > normal975 * Math.sqrt((share * (1 - share)) / of);
  const end = (far: number): number => {
    let [outside, inside] = [far, found];
    for (let halving = 0; halving < 100; halving += 1) {
      const middle = (outside + inside) / 2;
      if (isFar(middle)) outside = middle;
      else inside = middle;
    }
    return inside;
  };
  return [counted === 0 ? 0 : end(0), counted === of ? 1 : end(1)];
};
