import type { Start, StoreOutcome } from '../../bench/engine/sample.ts';
import { populationLabel } from '../text/population-label.ts';
import type { LivePart, PagePart, PagePopulation, PageRun } from './page-data.ts';

/** The run with what is new of a phase. */
export const withLivePart = (run: PageRun, news: LivePart): PageRun => {
  const known = run.parts.find(({ name }) => name === news.name);
  const part: PagePart = {
    ...{ name: news.name, durationMs: news.durationMs, classes: news.classes, waterfall: [] },
    points: [...(known?.points ?? []).slice(0, news.from), ...news.points],
    marks: {
      cold: [...(known?.marks.cold ?? []), ...news.marks.cold],
      timeouts: [...(known?.marks.timeouts ?? []), ...news.marks.timeouts],
      omitted: news.marks.omitted,
    },
  };
  const parts =
    known === undefined
      ? [...run.parts, part]
      : run.parts.map((one) => (one === known ? part : one));
  return { ...run, parts, populations: populationsIn(parts) };
};

/** While a run goes on its slots are all that is known of its populations. */
const populationsIn = (parts: readonly PagePart[]): readonly PagePopulation[] => {
  const keys = parts.flatMap(({ points }) =>
    points.flatMap(({ counts = {} }) => Object.keys(counts)),
  );
  return [...new Set(keys)].sort().flatMap((key) => {
    const [, part, start, outcome] = /^(.*)\/(.*)\/(.*)$/.exec(key) ?? [];
    if (part === undefined || !isStart(start) || !isOutcome(outcome)) return [];
    const label = populationLabel({ start, outcome });
    return [{ key, part, start, outcome, label, values: {}, intervals: {}, counts: '' }];
  });
};

const isStart = (text: string | undefined): text is Start =>
  text === 'cold' || text === 'warm' || text === 'unknown';

const isOutcome = (text: string | undefined): text is StoreOutcome =>
  text === 'stored' || text === 'fetched' || text === 'unknown';
