import type { Sample } from '../engine/sample.ts';
import type { Mark, Marks } from '../record/phase-detail.ts';

export const mostMarks = 1000;

/** The single requests that a chart marks: cold starts and time-outs, the first of each. */
export const createMarks = () => {
  const coldStarts: Mark[] = [];
  const timeouts: Mark[] = [];
  let omitted = 0;
  const add = (marks: Mark[], mark: Mark): void => {
    if (marks.length < mostMarks) marks.push(mark);
    else omitted += 1;
  };
  return {
    sample({ outcome, ...sample }: Sample, phaseStartUs: number, us: number | undefined): void {
      const isTimeout = sample.class === 'timeout';
      if (us === undefined || (sample.start !== 'cold' && !isTimeout)) return;
      const mark = { atMs: (sample.endedUs - phaseStartUs) / 1000, ms: us / 1000, outcome };
      add(isTimeout ? timeouts : coldStarts, mark);
    },
    summary: (): Marks => ({ coldStarts, timeouts, omitted }),
  };
};
