import type { SystemUnderTest } from '../../../src/bench/phases/system-under-test.ts';

const can = { can: true } as const;

/** A target that writes down what is asked of it; `during` may act while it does. */
export const createRecordedSystem = (
  warm = Number.POSITIVE_INFINITY,
  during: (step: string) => void = () => {},
) => {
  const steps: string[] = [];
  const note = (step: string): void => {
    steps.push(step);
    during(step);
  };
  const system: SystemUnderTest = {
    ...{ target: 'a record', sharesMachine: false },
    capabilities: { freshEnvironments: can, warmEnvironments: can, emptyStore: can },
    tryOrigin: async (pixels) => note(`try ${pixels}`),
    freshEnvironments: async () => note('fresh'),
    warmEnvironments: async (count) => {
      note(`warm ${count}`);
      return Math.min(warm, count);
    },
    emptyStore: async () => note('empty'),
    fillStore: async (sizes) => note(`fill ${sizes.join()}`),
    close: async () => note('close'),
  };
  return { system, steps };
};
