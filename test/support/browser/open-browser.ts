import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** The Chromium of the system: npm installs none. */
const executablePath = process.env['FIBIMG_CHROMIUM'] ?? '/usr/bin/chromium';

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });

interface Look {
  readonly url: string;
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A page, and everything that its console and its errors said. */
export const openPage = async (
  browser: Browser,
  { url, width = 1280, colorScheme = 'light' }: Look,
): Promise<{ readonly page: Page; readonly said: string[]; readonly asked: string[] }> => {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  onTestFinished(() => page.close());
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(url);
  return { page, said, asked };
};
