import type { BenchSubject } from '../../../src/bench/phases/subject.ts';

const can = { can: true } as const;

/** A target that writes down what is asked of it; `during` may act while it does. */
export const createRecordedSubject = (
  warm = Number.POSITIVE_INFINITY,
  during: (step: string) => void = () => {},
) => {
  const steps: string[] = [];
  const note = (step: string): void => {
    steps.push(step);
    during(step);
  };
  const subject: BenchSubject = {
    ...{ target: 'a record', sharesMachine: false },
    powers: { freshEnvironments: can, warmEnvironments: can, emptyStore: can },
    freshEnvironments: async () => note('fresh'),
    warmEnvironments: async (count) => {
      note(`warm ${count}`);
      return Math.min(warm, count);
    },
    emptyStore: async () => note('empty'),
    fillStore: async (sizes) => note(`fill ${sizes.join()}`),
    close: async () => note('close'),
  };
  return { subject, steps };
};
