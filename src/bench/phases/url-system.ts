import { withoutSecrets } from '../../core/secrets.ts';
import { isLoopback } from './loopback.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const unseen = {
  can: false,
  why: 'behind a URL, neither environments nor store can be reached',
} as const;

const startsUnknown =
  'No answer said whether its execution environment was new, so every start is unknown. Where AWS runs it, --stack NAME --via invoke or --function NAME tells cold from warm by the log.';

/** Something behind a URL, to be loaded as it is. */
export const createUrlSystem = (url: URL, isService: boolean): SystemUnderTest => ({
  target: withoutSecrets(url.href),
  sharesMachine: isLoopback(url),
  ...(isService && { unknownStart: startsUnknown }),
  capabilities: { freshEnvironments: unseen, warmEnvironments: unseen, emptyStore: unseen },
  freshEnvironments: refuse,
  warmEnvironments: refuse,
  emptyStore: refuse,
  fillStore: refuse,
  close: async () => {},
});

const refuse = async (): Promise<never> => {
  throw new TypeError(unseen.why);
};
