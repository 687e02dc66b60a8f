import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { headlineSvg } from '../../../src/report/page/headline-svg.ts';
import { pageDocument } from '../../../src/report/page/page-document.ts';
import { pageDataOf } from '../../../src/report/page-data/page-data-of.ts';
import { duetRuns, eightPairs } from '../../support/compare/comparable-run.ts';
import { coldAndWarm, simulatedRun } from '../../support/load/simulated-run.ts';

const assets = { script: 'let ours = 1', style: 'p { color: red }' };
const pageOf = (...documents: readonly BenchDocument[]) =>
  pageDocument(pageDataOf(documents), assets);

const hostile = '</script><img src=x onerror=alert(1)>\u202e\u2028"\'&\u001b[31m';

/** Each place that a name, header or error of others can reach. */
const hostileRun = (): BenchDocument => {
  const run = simulatedRun();
  return {
    ...run,
    runId: hostile,
    command: ['bench', '--stack', hostile],
    scenario: { ...run.scenario, target: hostile },
    subject: { kind: 'stack', name: hostile, region: hostile, runtime: hostile },
    selfCheck: { ...run.selfCheck, tainted: true, reasons: [hostile] },
    phases: run.phases.map((phase) => ({
      ...phase,
      errors: [{ class: 'timeout', code: hostile, count: 2 }],
      notes: [hostile],
      blocks: phase.blocks?.map((block) => ({ ...block, errors: { [hostile]: 1 } })) ?? [],
    })),
  };
};

describe('the page', () => {
  it('says what happened, whether to believe it and where the time goes, in that order', () => {
    const titles = [...pageOf(simulatedRun()).matchAll(/<h2[^>]*>([^<]+)/g)].map(
      ([, title]) => title,
    );
    expect(titles).toEqual([
      ...['What happened', 'Populations', 'Latency over time', 'Percentiles'],
      ...['Rate and failures over time', 'Execution environments over time', 'Where the time goes'],
      ...['Cost', 'Environment and self-check', 'Once more'],
    ]);
  });

  it('has the figures of the run in its markup, without any script', () => {
    const page = pageOf(simulatedRun());
    expect(page).toContain('A cold start adds');
    expect(page).toContain('fibimg bench --seed 1 --duration 10s');
    const rows = [...page.matchAll(/<tbody>.*?<\/tbody>/g)][0]?.[0] ?? '';
    for (const { values } of simulatedRun().populations) {
      expect(rows).toContain(
        `<td>${String(values['count']).replace(/\B(?=(\d{3})+$)/g, ',')}</td>`,
      );
    }
  });

  it('allows its own style and script by their hashes, and no network', () => {
    const page = pageOf(simulatedRun());
    const hash = (text: string) => createHash('sha256').update(text).digest('base64');
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash(assets.style)}'`,
      `script-src 'sha256-${hash(assets.script)}'`,
      ...["base-uri 'none'", "form-action 'none'"],
    ]);
    expect(page).not.toMatch(
      /\sstyle="|\son\w+="|javascript:|https?:(?!\/\/www\.w3\.org\/2000\/svg)/,
    );
  });

  it('shows hostile text as text', () => {
    const page = pageOf(hostileRun());
    expect(page).not.toContain('<img');
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    for (const steering of ['\u202e', '\u2028', '\u001b']) {
      expect(page.includes(steering)).toBe(false);
    }
    expect(page).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;\\u202e');
    const [, data = ''] = /id="data">(.*?)<\/script>/s.exec(page) ?? [];
    expect(JSON.parse(data).runs[0].name).toBe(hostile.slice(0, 8));
  });

  it('of ten minutes leaves 280 KB for data at most, and that of many runs too', () => {
    const long = pageOf(simulatedRun({ phases: coldAndWarm(300, 400) }));
    expect(long.length).toBeLessThan(300_000);
    const runs = Array.from({ length: 12 }, (_, at) =>
      simulatedRun({ seed: at + 1, phases: coldAndWarm(60, 200) }),
    );
    expect(pageOf(...runs).length).toBeLessThan(330_000);
  });

  it('of three samples says what they carry, and draws each', () => {
    const page = pageOf(
      simulatedRun({
        rounds: 1,
        phases: [
          {
            ...{ name: 'load', seconds: 3, slotMs: 1000 },
            kinds: [
              { start: 'warm', outcome: 'stored', medianMs: 20, spread: 0.3, countAt: () => 1 },
            ],
          },
        ],
      }),
    );
    expect(page).toMatch(/class="rug hue-warm-stored" d="(M[\d.]+ 100V45){3}"/);
    expect(page).toContain('<td>3</td>');
    expect(page).toContain('<td>–</td>');
  });

  it('of a run in which nothing ended well says so', () => {
    const run = simulatedRun({
      phases: [{ name: 'load', seconds: 3, slotMs: 1000, kinds: [], timeoutsAt: () => 2 }],
    });
    const page = pageOf(run);
    expect(page).toContain('No request that is selected ended well.');
    expect(page).toContain('No request succeeded in a phase');
    expect(page).toContain('6 of 6 timed out');
  });

  it('of several runs names each, and embeds all', () => {
    const page = pageOf(simulatedRun({ seed: 1 }), simulatedRun({ seed: 2 }));
    expect(page).toMatch(/<select id="run">.*1: 5eed0001.*2: 5eed0002/s);
  });

  it('of a duet tells its runs apart', () => {
    const page = pageOf(...duetRuns(eightPairs(1)));
    expect(page).toMatch(/<select id="run">.*1: pair 1 [AB]<.*2: pair 1 [AB]</s);
  });
});

describe('the headline plot', () => {
  it('is one SVG that stands alone, with the answer and each population', () => {
    const svg = headlineSvg(pageDataOf([simulatedRun()]));
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="820"/);
    expect(svg).toContain('A cold start adds');
    expect(/<title>(.*)<\/title>/.exec(svg)?.[1]).not.toContain('..');
    expect(svg.match(/class="median /g)).toHaveLength(4);
    expect(svg).toContain('prefers-color-scheme:dark');
  });

  it('shows hostile text as text', () => {
    const svg = headlineSvg(pageDataOf([hostileRun()]));
    expect(svg).not.toContain('<img');
    expect(svg).not.toContain('</script>');
    expect(svg).toContain('TAINTED');
  });
});
