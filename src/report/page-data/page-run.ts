import type { BenchDocument, PhaseSummary, Population } from '../../bench/record/document.ts';
import type {
  Block,
  CountedBlock,
  Mark,
  Marks,
  WaterfallRow,
} from '../../bench/record/phase-detail.ts';
import { recordedTimes } from '../../bench/record/trend.ts';
import { decodeTrend } from '../../bench/record/trend-codec.ts';
import { duetText } from '../bench/part-text.ts';
import { countsOf } from '../figures/counts.ts';
import { packCounts } from '../figures/packed-counts.ts';
import type { PagePart, PagePoint, PagePopulation, PageRun } from '../figures/page-data.ts';
import { populationLabel } from '../text/population-label.ts';
import { costOf } from './cost.ts';
import { factsOf, scalingOf } from './facts.ts';
import { fewReasons } from './few-reasons.ts';
import { findingsOf } from './findings.ts';

export const pageRunOf = (document: BenchDocument): PageRun => {
  const { phases, populations, selfCheck, command } = document;
  const startedAt = phases.map((phase) => phase.startedAt).toSorted()[0] ?? '';
  const scaling = scalingOf(document);
  return {
    name: nameOf(document) ?? startedAt.slice(0, 19).replace('T', ' '),
    title: document.scenario.target,
    startedAt,
    tainted: selfCheck.tainted,
    findings: findingsOf(document),
    parts: phases.map(partOf),
    populations: populations.map(populationOf),
    openModel: populations.some(({ service }) => service !== undefined),
    cost: costOf(document),
    facts: factsOf(document),
    ...(scaling && { scaling }),
    ...(command && { command: commandText(command) }),
  };
};

/** The ids of a duet's runs begin alike. */
const nameOf = ({ duet, runId }: BenchDocument): string | undefined =>
  duet === undefined ? runId?.slice(0, 8) : duetText(duet);

const keyOf = (part: string, { start, outcome }: Pick<Population, 'start' | 'outcome'>): string =>
  `${part}/${start}/${outcome}`;

const populationOf = (population: Population): PagePopulation => {
  const { part, start, outcome, values, service, intervals, histogram } = population;
  return {
    ...{ key: keyOf(part, population), part, start, outcome, label: populationLabel(population) },
    ...{ values, intervals },
    ...(service && { service: service.values }),
    counts: packed(histogram),
  };
};

/** Sum and ends are not needed for what is drawn. */
const packed = (histogram: string): string => {
  const exact = { sumUs: 0, minUs: 0, maxUs: Number.MAX_SAFE_INTEGER };
  return packCounts(countsOf(recordedTimes(decodeTrend(histogram, exact))));
};

const partOf = (phase: PhaseSummary): PagePart => {
  const { name, durationMs, classes, blocks, marks, waterfall = [] } = phase;
  return {
    ...{ name, durationMs, classes: nonZero(classes) },
    points:
      blocks === undefined
        ? fromSeries(phase)
        : fewReasons(blocks.map((block) => pointOf(block, name))),
    marks: marksOf(marks),
    waterfall: waterfall.map((row) => ({
      ...{ key: keyOf(name, row), count: row.count, meanMs: meansOf(row) },
    })),
  };
};

/** Few requests open a connection, and all others take no time for it: what it costs is spread over all. */
const meansOf = ({ count, meanMs, carriers }: WaterfallRow): WaterfallRow['meanMs'] => {
  const { connect } = meanMs;
  return connect === undefined || carriers?.connect === undefined
    ? meanMs
    : { ...meanMs, connect: (connect * carriers.connect) / Math.max(1, count) };
};

export const marksOf = (
  marks: Marks = { coldStarts: [], timeouts: [], omitted: 0 },
): PagePart['marks'] => {
  const each = (all: readonly Mark[]) =>
    all.map(({ atMs, ms, outcome }) => [Math.round(atMs), Number(ms.toFixed(3)), outcome] as const);
  return { cold: each(marks.coldStarts), timeouts: each(marks.timeouts), omitted: marks.omitted };
};

const pointOf = (block: Block, part: string): PagePoint =>
  pointWith(
    block,
    block.populations.map((one) => [keyOf(part, one), packed(one.histogram)]),
  );

/** A block of a run that goes on. */
export const countedPoint = (block: CountedBlock, part: string): PagePoint =>
  pointWith(
    block,
    block.populations.map((one) => [keyOf(part, one), packCounts(countsOf(one.times))]),
  );

const pointWith = (
  { atMs, lengthMs, classes, errors, environments }: Omit<Block, 'populations'>,
  counts: readonly (readonly [key: string, packed: string])[],
): PagePoint => ({
  ...{ atMs, lengthMs, classes },
  ...(errors && { errors }),
  counts: Object.fromEntries(counts),
  ...(environments && { environments: [environments.seen, environments.fresh] as const }),
});

/** A run of an older version knows how many ended in each second, and not how long they took. */
const fromSeries = ({ series }: PhaseSummary): readonly PagePoint[] =>
  series.map(({ second, seconds = 1, started, ended, failed, dropped }) => ({
    ...{ atMs: second * 1000, lengthMs: seconds * 1000 },
    classes: nonZero({ started, ok: ended - failed, failed, dropped }),
  }));

const nonZero = (counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

/** As it can be pasted into a shell. */
const commandText = (words: readonly string[]): string =>
  ['fibimg', ...words]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
