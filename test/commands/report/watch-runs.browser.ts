import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runText, sealed } from '../../../src/bench/run-file/digest.ts';
import { openBrowser, openPage } from '../../support/browser/open-browser.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { simulatedRun } from '../../support/load/simulated-run.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('waits for a run, shows each newer one by itself, and keeps what is selected', async () => {
  const folder = await temporaryFolder();
  const save = async (seed: number) => {
    await writeFile(join(folder, 'part'), runText(sealed(simulatedRun({ seed }))));
    await rename(join(folder, 'part'), join(folder, 'run.json'));
  };
  const io = createTestIo();
  const done = runFibimg(['report', folder, '--watch'], { io });
  await expect.poll(() => io.out()).toMatch(/^listening on http/);
  const [url = ''] = /http\S+/.exec(io.out()) ?? [];
  const { page, said, asked } = await openPage(browser, { url });
  expect(await page.locator('h1').textContent()).toBe('No run yet');
  await save(1);
  const command = () => page.locator('#command').textContent({ timeout: 500 }).catch(String);
  await expect.poll(command).toContain('--seed 1');
  await page.evaluate("location.hash = 'span=2-5'");
  await save(2);
  await expect.poll(command).toContain('--seed 2');
  expect(new URL(page.url()).hash).toBe('#span=2-5');
  expect(await page.locator('#live').textContent()).toBe('live');
  expect(await page.locator('#spectrum-plot canvas').count()).toBe(1);
  expect(said).toEqual([]);
  expect(asked.every((address) => address.startsWith(url))).toBe(true);
  io.interruptWith('SIGINT');
  expect((await done).code).toBe(130);
  await expect.poll(() => page.locator('#live').textContent()).toBe('fibimg does not answer');
});
