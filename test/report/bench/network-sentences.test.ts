import { describe, expect, it } from 'vitest';
import type { NetworkSummary, RequestParts } from '../../../src/bench/record/network.ts';
import { renderBench } from '../../../src/report/bench/bench-summary.ts';
import { networkSentences } from '../../../src/report/bench/network-sentences.ts';
import { defaultTrendStats, type SummaryStyle } from '../../../src/report/k6/summary-style.ts';
import { textWidth } from '../../../src/report/text/ansi.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { sampleDocument } from '../sample-document.ts';

const style: SummaryStyle = {
  ...{ mode: 'compact', trendStats: defaultTrendStats, colour: false, width: 80 },
};

const warm: RequestParts = {
  ...{ part: 'warm', start: 'warm', outcome: 'stored', requests: 4000 },
  ...{ totalMs: 31, networkMs: 12, functionMs: 9, platformMs: 10 },
};
const rare: RequestParts = { ...warm, part: 'cold', outcome: 'fetched', requests: 40, totalMs: 90 };
const cold: RequestParts = {
  ...{ part: 'cold', start: 'cold', outcome: 'fetched', requests: 10 },
  ...{ totalMs: 692, networkMs: 12, functionMs: 420, platformMs: 260 },
};

const network: NetworkSummary = {
  roundTripMs: { count: 30, min: 12, med: 12.6, p95: 15 },
  ...{ failed: 0, to: 'target', addressFamily: 'IPv4' },
  ...{ clientRegion: null, targetRegion: 'eu-west-1', parts: [rare, warm, cold] },
};

const said = (changes: Partial<NetworkSummary> = {}) =>
  networkSentences({ ...sampleDocument(), network: { ...network, ...changes } }, style);

describe('the network in words', () => {
  it('takes the commonest requests of each start apart', () => {
    expect(said()).toEqual([
      'Network round trip: 12.0 ms at its least (p50 12.6 ms, p95 15.0 ms; 30 TCP connects over IPv4), from an unknown region to eu-west-1.',
      "Of a cold start's 692 ms (image fetched): network 12.0 ms, function 420 ms, platform 260 ms.",
      "Of a warm start's 31.0 ms (image stored): network 12.0 ms, function 9.00 ms, platform 10.0 ms.",
    ]);
  });

  it('keeps together what nothing tells apart', () => {
    const unknown = { start: 'unknown', outcome: 'unknown' } as const;
    const parts = [{ ...warm, ...unknown, functionMs: null, platformMs: null }];
    expect(said({ parts }).at(-1)).toBe(
      "Of a request's 31.0 ms: network 12.0 ms, function and platform 19.0 ms.",
    );
  });

  it('says that behind a proxy the round trip is the one to it', () => {
    const [roundTrip, parts] = said({ to: 'proxy', clientRegion: 'us-east-1', parts: [warm] });
    expect(roundTrip).toMatch(
      /, to the proxy, not to the target behind it; requests go from us-east-1 to eu-west-1\.$/,
    );
    expect(parts).toBe(
      "Of a warm start's 31.0 ms (image stored): way to the proxy 12.0 ms, function 9.00 ms, platform and the way behind the proxy 10.0 ms.",
    );
  });

  it('fits the schema, and the terminal', () => {
    const document = { ...sampleDocument(), network };
    expect(schemaErrors('bench', document)).toEqual([]);
    for (const width of [40, 80]) {
      const text = renderBench(document, { ...style, width });
      expect(Math.max(...text.split('\n').map(textWidth))).toBeLessThanOrEqual(width);
    }
    expect(networkSentences(sampleDocument(), style)).toEqual([]);
  });
});
