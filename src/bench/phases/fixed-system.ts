import type { SystemUnderTest } from './system-under-test.ts';

type Described = Pick<SystemUnderTest, 'target' | 'sharesMachine' | 'unknownStart'>;

/** Something that can only be loaded as it is; `why` says what keeps its environments and its store out of reach. */
export const createFixedSystem = (described: Described, why: string): SystemUnderTest => {
  const unable = { can: false, why } as const;
  const refuse = async (): Promise<never> => {
    throw new TypeError(why);
  };
  return {
    ...described,
    capabilities: { freshEnvironments: unable, warmEnvironments: unable, emptyStore: unable },
    freshEnvironments: refuse,
    warmEnvironments: refuse,
    emptyStore: refuse,
    fillStore: refuse,
    close: async () => {},
  };
};
