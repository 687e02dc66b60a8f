import type { CompareDocument, Side } from '../../bench/compare/compare-document.ts';
import { designSentence, verdictAdvice, verdictSentence } from '../compare/verdict-sentence.ts';
import type { Finding, PageComparison } from '../figures/page-data.ts';

const kinds: Readonly<Record<CompareDocument['verdict']['is'], Finding['kind']>> = {
  ...{ worse: 'bad', better: 'good', equivalent: 'good', undecided: 'doubt' },
};

/** A comparison as a page shows it. */
export const comparisonOf = (document: CompareDocument): PageComparison => {
  const { base, new: other, design, primary, quantiles, unlike, notes, verdict } = document;
  return {
    grade: designSentence(document),
    verdict: { kind: kinds[verdict.is], text: verdictSentence(document) },
    ...{ metric: primary.metric, base: base.label, other: other.label },
    pairs: design.pairs === null ? unpaired(base, other) : paired(base, other),
    ratio: { value: primary.ratio, interval: primary.interval },
    quantiles: quantiles.map((one) => ({
      ...{ share: one.percent / 100, baseMs: one.base, otherMs: one.new },
      ...{ value: one.ratio, interval: one.interval },
    })),
    notes: [
      ...design.caveats,
      ...unlike.map(
        ({ what, base: one, new: two }) =>
          `unlike: ${what}: ${one} at ${base.label}, ${two} at ${other.label}`,
      ),
      ...notes,
      ...verdictAdvice(document),
    ],
  };
};

const paired = (base: Side, other: Side): PageComparison['pairs'] =>
  base.runs.map(({ pair, value }) => {
    const partner = other.runs.find((run) => run.pair === pair)?.value ?? null;
    return {
      name: `pair ${pair}`,
      ...(value !== null && { baseMs: value }),
      ...(partner !== null && { otherMs: partner }),
    };
  });

/** A line a run. */
const unpaired = (base: Side, other: Side): PageComparison['pairs'] => [
  ...base.runs.flatMap(({ runId, startedAt, value }) =>
    value === null ? [] : [{ name: runId ?? startedAt, baseMs: value }],
  ),
  ...other.runs.flatMap(({ runId, startedAt, value }) =>
    value === null ? [] : [{ name: runId ?? startedAt, otherMs: value }],
  ),
];
