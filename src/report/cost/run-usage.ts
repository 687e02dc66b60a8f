import type { BenchDocument } from '../../bench/record/document.ts';
import type { DurationBasis } from '../../core/price/cost-report.ts';
import type { PricedPlace } from '../../core/price/price.ts';
import { type Architecture, architectures } from '../../core/price/price-table.ts';
import { operationsFor } from '../../core/price/store-cost.ts';
import type { Usage } from '../../core/price/usage-cost.ts';

/** What a run used that Lambda and the stores behind it bill for. */
interface RunUsage {
  readonly usage: Usage;
  readonly place: PricedPlace;
  readonly basis: DurationBasis;
  readonly notes: readonly string[];
}

/** What a person knows better than the run. */
interface KnownBetter {
  readonly memoryMb?: number | undefined;
  readonly architecture?: Architecture | undefined;
  readonly region?: string | undefined;
}

const assumedMemoryMb = 1024;

/** Whole milliseconds are billed: on average half of one more than was measured. */
const meanRoundingMs = 0.5;

/**
 * The requests of a run's phases, as they are billed; undefined where none was answered. Whatever was done beside the
 * phases is left out.
 */
export const runUsage = (
  document: BenchDocument,
  known: KnownBetter = {},
): RunUsage | undefined => {
  const { subject, phases } = document;
  const requests = sum(phases.map(({ classes }) => classes.started - classes.throttled));
  const durations = durationsOf(document);
  if (requests === 0 || durations === undefined) return undefined;
  const memoryMb = known.memoryMb ?? subject?.memoryMb;
  const told = architectures.find((name) => name === subject?.architecture);
  const architecture = known.architecture ?? told;
  const region = known.region ?? subject?.region;
  const init = initOf(document, requests);
  const store = storeOf(document);
  const assumed = [
    ...(memoryMb === undefined ? [`${assumedMemoryMb} MB`] : []),
    ...(architecture === undefined ? ['x86_64'] : []),
    ...(region === undefined ? ['us-east-1'] : []),
  ];
  return {
    usage: {
      ...{ memoryMb: memoryMb ?? assumedMemoryMb, requests },
      billedMs: durations.meanMs * requests,
      ...{ initMs: init.totalMs, coldStarts: init.count, operations: store.operations },
      bytesOut: counterOf(document, 'data_received'),
    },
    place: { region: region ?? 'us-east-1', architecture: architecture ?? 'x86_64' },
    basis: durations.basis,
    notes: [
      ...(subject?.kind === 'local-lambda'
        ? [
            'the run cost nothing, for it ran on this machine: so much its durations would on Lambda',
          ]
        : []),
      ...(assumed.length > 0 ? [`assumed, for the run does not say: ${assumed.join(', ')}`] : []),
      ...store.notes,
      'filling, warming, and cold starts made on purpose beside the phases are not in it',
    ],
  };
};

const durationsOf = (
  document: BenchDocument,
): { readonly meanMs: number; readonly basis: DurationBasis } | undefined => {
  const logged = document.logs?.billed;
  if (logged !== undefined) return { meanMs: logged.billedMs, basis: 'billed' };
  const billed = trendTotals(document, 'billed_duration');
  if (billed.count > 0) return { meanMs: billed.totalMs / billed.count, basis: 'billed' };
  const own = trendTotals(document, 'function_duration');
  const init = trendTotals(document, 'init_duration');
  if (own.count > 0) {
    const meanMs = (own.totalMs + init.totalMs) / own.count + meanRoundingMs;
    return { meanMs, basis: 'function' };
  }
  const seen = trendTotals(document, 'http_req_duration');
  return seen.count === 0 ? undefined : { meanMs: seen.totalMs / seen.count, basis: 'client' };
};

/** Of lines that are a part of the requests, as much of all of them. */
const initOf = (document: BenchDocument, requests: number) => {
  const logged = document.logs?.billed;
  if (logged === undefined) return trendTotals(document, 'init_duration');
  const factor = requests / logged.count;
  return { count: logged.coldStarts * factor, totalMs: logged.initMs * factor };
};

const storeOf = (
  document: BenchDocument,
): { readonly operations: Usage['operations']; readonly notes: readonly string[] } => {
  const count = (outcome: string) => counterOf(document, `http_reqs{outcome:${outcome}}`) ?? 0;
  const [stored, fetched, unknown] = [count('stored'), count('fetched'), count('unknown')];
  if (stored + fetched === 0) {
    return {
      operations: undefined,
      notes: ['no answer told what it did to a store, so S3 and DynamoDB are not in it'],
    };
  }
  const all = operationsFor({ stored, fetched });
  const isProvisioned = document.subject?.tableMode === 'provisioned';
  const free = { dynamodbReadUnits: 0, dynamodbWriteUnits: 0 };
  return {
    operations: isProvisioned ? { ...all, ...free } : all,
    notes: [
      ...(isProvisioned
        ? ['its table is provisioned: billed by the hour, whatever is asked of it, and not in it']
        : []),
      ...(unknown > 0
        ? [`what ${unknown} requests did to the store is not known, and not in it`]
        : []),
    ],
  };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const trendTotals = ({ phases }: BenchDocument, name: string) => {
  const trends = phases.flatMap(({ metrics }) => {
    const metric = metrics[name];
    return metric?.type === 'trend' ? [metric.values] : [];
  });
  return {
    count: sum(trends.map(({ count = 0 }) => count)),
    totalMs: sum(trends.map(({ count = 0, avg = 0 }) => count * avg)),
  };
};

const counterOf = ({ phases }: BenchDocument, name: string): number | undefined => {
  const counts = phases.flatMap(({ metrics }) => {
    const metric = metrics[name];
    return metric?.type === 'counter' ? [metric.values.count] : [];
  });
  return counts.length === 0 ? undefined : sum(counts);
};
