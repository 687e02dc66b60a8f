import { isLoopback } from '../../core/loopback.ts';
import { withoutSecrets } from '../../core/secrets.ts';
import { createFixedSystem } from './fixed-system.ts';
import type { SystemUnderTest } from './system-under-test.ts';

const startsUnknown =
  'No answer said whether its execution environment was new, so every start is unknown. Where AWS runs it, --stack NAME --via invoke or --function NAME tells cold from warm by the log.';

/** Something behind a URL, to be loaded as it is. */
export const createUrlSystem = (url: URL, isService: boolean): SystemUnderTest =>
  createFixedSystem(
    {
      target: withoutSecrets(url.href),
      sharesMachine: isLoopback(url),
      ...(isService && { unknownStart: startsUnknown }),
    },
    'behind a URL, neither environments nor store can be reached',
  );
