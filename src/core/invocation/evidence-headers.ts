import type { StartEvidence } from '../report-line/report-line.ts';
import type { ImageOutcome } from '../service/image-service.ts';

type Headers = ReadonlyMap<string, string>;

/** What the service's own headers prove; the original sends none. Names are in lower case. */
export const outcomeIn = (headers: Headers): ImageOutcome | undefined => {
  const outcome = headers.get('x-fibimg-outcome');
  return outcome === 'stored' || outcome === 'fetched' ? outcome : undefined;
};

export const startIn = (headers: Headers): StartEvidence => {
  const cold = headers.get('x-fibimg-cold-start');
  return cold === 'true' ? 'cold' : cold === 'false' ? 'warm' : 'unknown';
};

/** The execution environment that answered. */
export const environmentIn = (headers: Headers): string | undefined =>
  headers.get('x-fibimg-environment');
