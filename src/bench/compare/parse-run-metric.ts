import type { Start, StoreOutcome } from '../engine/sample.ts';

/** A metric as a person writes it; what is left out is found in the runs. */
export interface AskedMetric {
  readonly part?: string;
  readonly start?: Start;
  readonly outcome?: StoreOutcome;
  readonly percent: number;
}

const starts = ['cold', 'warm', 'unknown'] as const;
const outcomes = ['stored', 'fetched'] as const;

/** Reads `warm stored p50`, `cold p(95)`, `bursts/cold stored p50`; undefined for anything else. */
export const parseRunMetric = (text: string): AskedMetric | undefined => {
  const { part, rest } = /^(?<part>[\w-]+)\/(?<rest>.*)$/.exec(text)?.groups ?? { rest: text };
  const words = (rest ?? '').trim().split(/\s+/);
  const percent = percentIn(words.pop() ?? '');
  if (percent === undefined) return undefined;
  let asked: AskedMetric = { percent, ...(part !== undefined && { part }) };
  for (const word of words) {
    const start = starts.find((known) => known === word);
    const outcome = outcomes.find((known) => known === word);
    if (start !== undefined && asked.start === undefined) asked = { ...asked, start };
    else if (outcome !== undefined && asked.outcome === undefined) asked = { ...asked, outcome };
    else return undefined;
  }
  return asked;
};

const percentIn = (text: string): number | undefined => {
  if (text === 'med' || text === 'median') return 50;
  const [, plain, called] = /^p(?:(\d+(?:\.\d+)?)|\((\d+(?:\.\d+)?)\))$/.exec(text) ?? [];
  const percent = Number(plain ?? called);
  return percent > 0 && percent < 100 ? percent : undefined;
};

/** As it is read again. */
export const askedMetricText = ({ part, start, outcome, percent }: AskedMetric): string => {
  const words = [start, outcome, `p${percent}`].filter((word) => word !== undefined).join(' ');
  return part === undefined ? words : `${part}/${words}`;
};
