import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, openPage } from '../../../support/browser/open-browser.ts';
import { createTestIo } from '../../../support/cli/test-io.ts';
import { startAnswerServer } from '../../../support/load/answer-server.ts';
import { realClock, runBench } from '../../../support/load/bench-run.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('fills while the run goes on, and has its answer when it is over', async () => {
  const { url } = await startAnswerServer((_, response) => {
    setTimeout(() => response.end('{}'), 5);
  });
  const io = createTestIo({ clock: realClock });
  const load = ['--url', url, '--no-check', '--vus', '4', '--duration', '6s'];
  const done = runBench([...load, '--report-live', '0'], { io });
  await expect.poll(() => io.err()).toMatch(/live: http/);
  const [, live = ''] = /live: (\S+)/.exec(io.err()) ?? [];
  const { page, said, asked } = await openPage(browser, { url: live });
  await expect.poll(() => page.locator('#populations tbody tr').count()).toBe(1);
  const counted = async () =>
    Number((await page.locator('#populations td').first().textContent())?.replaceAll(',', ''));
  const before = await counted();
  await expect.poll(counted).toBeGreaterThan(before);
  expect(await page.locator('#verdict').textContent()).toContain('The run goes on');
  const { code } = await done;
  expect(code).toBe(0);
  await expect.poll(() => page.locator('#live').textContent()).toBe('ended');
  expect(await page.locator('#verdict').textContent()).toMatch(/[Tt]ainted/);
  expect(await page.locator('#command').textContent()).toContain('--report-live 0');
  expect(said).toEqual([]);
  expect(asked.every((address) => address.startsWith(live))).toBe(true);
});
