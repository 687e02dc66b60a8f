import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { startServer } from '../origin/picsum-server.ts';
import { runFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';

it.each([
  ['version', "try   Did you mean '--version'?"],
  ['get 0', 'fibimg get: the image number is "0", expected'],
  ['get 5 --int 6', 'fibimg get: the image number was given more than once'],
  ['get 5 --auth iam', '  try   add --url URL, or leave out --auth'],
  ['bench --dns foo', 'fibimg bench: --dns: "foo" is not understood: '],
  [
    'bench --summary-trend-stats foo',
    'fibimg bench: --summary-trend-stats: "foo" is not a statistic',
  ],
  ['purge', 'fibimg purge: a question comes before anything is deleted'],
  ['invoke', 'fibimg invoke: there is no function to invoke'],
  ['bench --preset orignal', '  try   did you mean original?'],
  ['bench --header foo\u0020bar:x', 'its name "foo bar" holds a blank'],
  ['bench --url http://127.0.0.1:9 --rounds 2', '  try   leave it out: cold starts that'],
  ['get 5 --url http://127.0.0.1:9', '  try   is it running? fibimg serve starts'],
  ['get 5 --source /nonexistent', 'fibimg get: --source /nonexistent is no directory of images'],
])('%s', async (line, words) => {
  const dir = await temporaryFolder();
  const argv =
    line === 'bench --header foo bar:x' ? ['bench', '--header', 'foo bar:x'] : line.split(' ');
  const env = { FIBIMG_DATA_DIR: dir };
  const { code, err } = await runFibimg(argv, { env });
  expect(code).not.toBe(0);
  expect(err).toContain(words);
});

it('tells of one thing where a threshold asks a metric for what it does not have', async () => {
  const { err } = await runFibimg(['bench', '--threshold', 'http_req_failed: p(95)<1s']);
  expect(err).toContain('http_req_failed is a rate and has no p(95)');
  expect(err).not.toContain('is not a limit');
});

it('names the scenario file where all that is wrong is in it', async () => {
  const file = join(await temporaryFolder(), 'package.json');
  await writeFile(file, '{"name": "x", "version": "1"}');
  const { code, err } = await runFibimg(['bench', '--scenario', file]);
  expect(code).toBe(2);
  expect(err).toContain(`2 problems with the scenario file ${file}`);
});

it('suggests http where a server does not speak TLS', async () => {
  const server = await startServer((_request, response) => response.end());
  const host = new URL(server.url).host;
  const { err } = await runFibimg(['get', '5', '--url', `https://${host}`]);
  await server.close();
  expect(err).toContain(`  why   what answers there does not speak TLS\n  try   http://${host}`);
});

it('shows with config the time-out of the function that follows --timeout', async () => {
  const { out } = await runFibimg(['config'], { env: { FIBIMG_TIMEOUT: '5s' } });
  expect(out).toMatch(/^functionTimeout +5s +env FIBIMG_TIMEOUT$/m);
});

it('says first in help what it is, in the words of the package', async () => {
  const { out } = await runFibimg(['--help']);
  expect(out.replaceAll('\n', ' ').startsWith(packageJson.description)).toBe(true);
});
