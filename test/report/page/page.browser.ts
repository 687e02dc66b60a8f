import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { readPageAssets } from '../../../src/cli/wiring/read-page-assets.ts';
import { pageDocument } from '../../../src/report/page/page-document.ts';
import { pageDataOf } from '../../../src/report/page-data/page-data-of.ts';
import { openBrowser, openPage } from '../../support/browser/open-browser.ts';
import { coldAndWarm, simulatedRun } from '../../support/load/simulated-run.ts';

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'fibimg-test-'));
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

const hostile = '</script><img src=x onerror="document.title=`owned`">\u202e';

const runs: Readonly<Record<string, readonly BenchDocument[]>> = {
  'ten seconds': [simulatedRun()],
  'ten minutes': [simulatedRun({ phases: coldAndWarm(300, 300) })],
  'ten million requests': [simulatedRun({ phases: coldAndWarm(60, 1000), weight: 84 })],
  'three samples': [
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
  ],
  'two runs': [simulatedRun({ seed: 1 }), simulatedRun({ seed: 2, phases: coldAndWarm(20, 50) })],
  'hostile names': [
    {
      ...simulatedRun(),
      subject: { kind: 'stack', name: hostile },
      command: ['bench', hostile],
      phases: simulatedRun().phases.map((phase) => ({
        ...phase,
        notes: [hostile],
        blocks: phase.blocks?.map((block) => ({ ...block, errors: { [hostile]: 2 } })) ?? [],
      })),
    },
  ],
};

const addressOf = async (name: string): Promise<string> => {
  const path = join(folder, `${name.replaceAll(' ', '-')}.html`);
  await writeFile(path, pageDocument(pageDataOf(runs[name] ?? []), await readPageAssets()));
  return pathToFileURL(path).href;
};

/** Whether something is drawn on each plot: pixels of more than one colour. */
const drawnPlots = (page: Page) =>
  page.evaluate<
    readonly boolean[]
  >(`[...document.querySelectorAll('.plot canvas')].map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size > 4;
  })`);

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.each(Object.keys(runs))('a page of %s', (name) => {
  it('opens without a word on the console or to the network, its plots drawn', async () => {
    const url = await addressOf(name);
    const { page, said, asked } = await openPage(browser, { url });
    expect(said).toEqual([]);
    expect(asked).toEqual([url]);
    const plots = await drawnPlots(page);
    expect(plots.length).toBeGreaterThanOrEqual(4);
    expect(plots).not.toContain(false);
    expect(await page.title()).not.toBe('owned');
    expect(await page.locator('main img').count()).toBe(0);
  });

  it.each([
    [1280, 'light'],
    [768, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)(
    'has accessible names and contrast, and no sideways scroll, at %i px in %s',
    async (width, colorScheme) => {
      const { page } = await openPage(browser, { url: await addressOf(name), width, colorScheme });
      const sideways = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(sideways).toBe(0);
      const session = await page.context().newCDPSession(page);
      // The page's policy forbids any script but its own: as a debugger does, not as a page.
      await session.send('Runtime.evaluate', { expression: await readFile(axeSource, 'utf8') });
      const { result } = await session.send('Runtime.evaluate', {
        expression: `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).slice(0, 3).join(' ')))`,
        awaitPromise: true,
        returnByValue: true,
      });
      expect(result.value).toEqual([]);
    },
  );
});

describe('what a reader does', () => {
  it('sees the figures of the run file', async () => {
    const { page } = await openPage(browser, { url: await addressOf('ten seconds') });
    const cells = await page.locator('#populations tbody tr').allInnerTexts();
    const [run] = runs['ten seconds'] ?? [];
    expect(cells).toHaveLength(run?.populations.length ?? 0);
    for (const [at, { values }] of run?.populations.entries() ?? []) {
      const shown = cells[at]?.replaceAll(',', '') ?? '';
      expect(shown).toContain(`\t${values['count']}\t`);
      expect(shown).toContain((values['med'] ?? 0).toFixed((values['med'] ?? 0) < 99.95 ? 1 : 0));
    }
  });

  it('drags over a span, and every figure and the address follow', async () => {
    const { page, said } = await openPage(browser, { url: await addressOf('ten seconds') });
    const over = page.locator('#heat-plot .u-over');
    await over.scrollIntoViewIfNeeded();
    const box = await over.boundingBox();
    if (box === null) throw new Error('there is no plot');
    await page.mouse.move(box.x + box.width * 0.55, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 90, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => page.url()).toMatch(/#span=1[01][.\d]*-1[56]/);
    await expect.poll(() => page.locator('#populations tbody tr').count()).toBe(1);
    expect(await page.locator('#selection').textContent()).toMatch(
      /^warm .* to .*: 2,000 requests/,
    );
    await page.locator('#span-all').click();
    await expect.poll(() => page.url()).not.toContain('#');
    expect(await page.locator('#populations tbody tr').count()).toBe(4);
    expect(said).toEqual([]);
  });

  it('does the same by the keyboard', async () => {
    const { page } = await openPage(browser, { url: await addressOf('ten seconds') });
    await page.locator('#span-from').focus();
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('PageUp');
    await expect.poll(() => page.url()).toContain('#span=');
    expect(await page.evaluate('document.activeElement.id')).toBe('span-from');
  });

  it('hides a population, and opens a link to what another has selected', async () => {
    const url = await addressOf('ten seconds');
    const { page } = await openPage(browser, { url });
    await page.locator('#toolbar input[value="warm/warm/stored"]').uncheck();
    await expect.poll(() => page.url()).toContain('#hide=');
    expect(await page.locator('#populations tbody tr').count()).toBe(3);
    const { page: other } = await openPage(browser, { url: `${page.url()}&span=2-4` });
    expect(await other.locator('#populations tbody tr').count()).toBe(3);
    expect(await other.locator('#selection').textContent()).toMatch(/^cold 2 s to 4 s: /);
    expect(await other.locator('#toolbar input[type=checkbox]:not(:checked)').count()).toBe(1);
  });

  it('reads the numbers behind each plot in a table', async () => {
    const { page } = await openPage(browser, { url: await addressOf('ten seconds') });
    for (const name of ['heat', 'spectrum', 'rates', 'environments']) {
      const details = page.locator(`details[data-table=${name}]`);
      await details.locator('summary').click();
      await expect.poll(() => details.locator('tbody tr').count()).toBeGreaterThan(3);
    }
  });

  it('points at a place and reads what is there', async () => {
    const { page } = await openPage(browser, { url: await addressOf('ten seconds') });
    const over = page.locator('#rates-plot .u-over');
    await over.hover({ position: { x: 200, y: 60 } });
    await expect
      .poll(() => page.locator('#rates-plot .tip').textContent())
      .toMatch(/ended well: \d+\/s/);
  });

  it('prints in black on white, without what only a screen can do', async () => {
    const url = await addressOf('ten seconds');
    const { page } = await openPage(browser, { url, colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(paper).toBe('rgb(255, 255, 255)');
    expect(await page.locator('#toolbar').isVisible()).toBe(false);
    expect(await page.locator('#populations .ridges').isVisible()).toBe(true);
  });

  it('changes to another run', async () => {
    const { page, said } = await openPage(browser, { url: await addressOf('two runs') });
    const before = await page.locator('#command').textContent();
    await page.locator('#run').selectOption('1');
    expect(await page.locator('#command').textContent()).not.toBe(before);
    await expect.poll(() => page.url()).toContain('#run=2');
    expect(await page.locator('#selection').textContent()).toContain('The whole run, 40 s');
    expect(said).toEqual([]);
  });
});
