import { count, listOf, number, objectOf, oneOf, orNull, text } from './shape.ts';

const start = oneOf(['cold', 'warm', 'unknown']);

/** Of REPORT lines that were read after the run. */
export const logsShape = objectOf(
  {
    ...{ group: text, named: count, unnamed: count, wanted: count, joined: count, unjoined: count },
    ...{ others: count, duplicates: count, reads: count },
    parts: listOf(
      objectOf({
        ...{ phase: text, start, count, clientMs: number, initMs: number },
        ...{ handlerMs: number, networkMs: number },
      }),
    ),
  },
  {
    incomplete: text,
    billed: objectOf({ count, billedMs: number, initMs: number, coldStarts: count }),
  },
);

const usd = objectOf({
  ...{ requestsUsd: number, durationUsd: number, initUsd: number, s3Usd: number },
  ...{ dynamodbUsd: number, dataOutUsd: number, totalUsd: number },
});

/** Of a run's price. */
export const costShape = objectOf({
  place: objectOf({ region: text, architecture: text }),
  basis: oneOf(['billed', 'function', 'client', 'given']),
  usage: objectOf({
    ...{ memoryMb: number, requests: number, billedMs: number, initMs: number },
    coldStarts: number,
  }),
  ...{ cost: usd, freeTierCost: usd, million: usd, asOf: text, notes: listOf(text) },
  coldStarts: orNull(
    objectOf({
      ...{ share: number, billedInitMs: number },
      ...{ usdPerMillionRequests: number, usdPerMillionColdStarts: number },
    }),
  ),
  provisioned: orNull(objectOf({ ratePerEnvironment: number, busyShare: number })),
});
