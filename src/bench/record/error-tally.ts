import type { Sample } from '../engine/sample.ts';
import type { PhaseSummary } from './document.ts';

type CountedError = PhaseSummary['errors'][number];

/** Beyond that many different codes the rest are counted together, so that memory stays bounded. */
const mostErrorCodes = 100;
export const otherCode = 'other';

/** Counts errors by class and code. */
export const createErrorTally = () => {
  const counts = new Map<string, { class: CountedError['class']; code: string; count: number }>();
  const add = (error: CountedError): void => {
    const key = `${error.class} ${error.code}`;
    const known = counts.get(key);
    if (known !== undefined) known.count += error.count;
    else if (counts.size < mostErrorCodes || error.code === otherCode)
      counts.set(key, { ...error });
    else add({ ...error, code: otherCode });
  };
  return {
    add,
    sample(sample: Sample): void {
      if (sample.class === 'ok') return;
      add({ class: sample.class, code: errorCodeOf(sample), count: 1 });
    },
    /** Most frequent first. */
    list: (): readonly CountedError[] =>
      [...counts.values()].sort(
        (a, b) => b.count - a.count || (`${a.class} ${a.code}` < `${b.class} ${b.code}` ? -1 : 1),
      ),
  };
};

/** The code that a failed request is counted under. */
export const errorCodeOf = ({ errorCode, status }: Sample): string =>
  errorCode ?? (status > 0 ? String(status) : 'unknown');
