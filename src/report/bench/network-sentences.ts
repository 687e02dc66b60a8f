import type { BenchDocument } from '../../bench/record/document.ts';
import type { NetworkSummary, RequestParts } from '../../bench/record/network.ts';
import { formatCount } from '../../core/format-count.ts';
import type { SummaryStyle } from '../k6/summary-style.ts';
import { timeText } from './time-text.ts';

/** The network's round trip, and what of a request it, the function and the platform took; nothing where it was not measured. */
export const networkSentences = (
  { network }: BenchDocument,
  { timeUnit }: SummaryStyle,
): readonly string[] => {
  if (network === undefined) return [];
  const time = (ms: number): string => timeText(ms, timeUnit);
  return [
    roundTripSentence(network, time),
    ...(['cold', 'warm', 'unknown'] as const).flatMap((start) => {
      const [most] = network.parts
        .filter((part) => part.start === start)
        .toSorted((a, b) => b.requests - a.requests);
      return most === undefined ? [] : [partsSentence(most, network, time)];
    }),
  ];
};

const roundTripSentence = (
  { roundTripMs, to, addressFamily, clientRegion, targetRegion }: NetworkSummary,
  time: (ms: number) => string,
): string => {
  const { count, min, med, p95 } = roundTripMs;
  const connects = `${formatCount(count)} TCP connect${count === 1 ? '' : 's'} over ${addressFamily}`;
  const measured =
    count === 1
      ? `${time(min)} (${connects})`
      : `${time(min)} at its least (p50 ${time(med)}, p95 ${time(p95)}; ${connects})`;
  const ends = `from ${clientRegion ?? 'an unknown region'} to ${targetRegion ?? 'an unknown region'}`;
  const where = to === 'proxy' ? 'to the proxy, not to the target behind it; requests go ' : '';
  return `Network round trip: ${measured}, ${where}${ends}.`;
};

const partsSentence = (
  { start, outcome, totalMs, networkMs, functionMs, platformMs }: RequestParts,
  { to }: NetworkSummary,
  time: (ms: number) => string,
): string => {
  const whose = start === 'unknown' ? "a request's" : `a ${start} start's`;
  const found = outcome === 'unknown' ? '' : ` (image ${outcome})`;
  const network = `${to === 'proxy' ? 'way to the proxy' : 'network'} ${time(networkMs)}`;
  const behind = to === 'proxy' ? ' and the way behind the proxy' : '';
  const parts =
    functionMs === null || platformMs === null
      ? `function and platform${behind} ${time(totalMs - networkMs)}`
      : `function ${time(functionMs)}, platform${behind} ${time(platformMs)}`;
  return `Of ${whose} ${time(totalMs)}${found}: ${network}, ${parts}.`;
};
