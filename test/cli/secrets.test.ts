import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createGeneratedOrigin } from '../../src/origin/generated.ts';
import { createPicsumOrigin } from '../../src/origin/picsum.ts';
import { startServer } from '../origin/picsum-server.ts';
import { stubAwsEnv } from '../support/aws/aws-env.ts';
import { runFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';
import { serviceBody } from '../support/load/service-body.ts';

/** In every name, password and token of these tests; Basic credentials hold it in base64. */
const marker = 'HUNTER2MARKER';
const hidden = new RegExp(`${marker}|${Buffer.from(`u:${marker}`).toString('base64')}`, 'i');

beforeEach(() => stubAwsEnv());
afterEach(() => vi.unstubAllEnvs());

const { image } = await createGeneratedOrigin().fetch(20);

/** The service, an origin of images, and a server that fails: all behind a name, a password and a token. */
const start = async (status = 200) => {
  const seen: (string | undefined)[] = [];
  const server = await startServer((request, response) => {
    seen.push(request.headers.authorization);
    const url = new URL(request.url ?? '/', 'http://server');
    const int = url.searchParams.get('int');
    if (status !== 200) response.writeHead(status).end('no');
    else if (url.pathname === '/images/20') {
      const at = `/final?X-Amz-Signature=${marker}&x-amz-security-token=${marker}`;
      response.writeHead(302, { location: at }).end();
    } else if (url.pathname === '/final') {
      response.setHeader('content-type', 'image/jpeg').end(image);
    } else response.end(serviceBody(Number(int ?? 500)));
  });
  onTestFinished(() => server.close());
  const host = new URL(server.url).host;
  return { seen, secretUrl: `http://u:${marker}@${host}`, query: `?token=${marker}` };
};

const textIn = async (folder: string): Promise<string> => {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
};

describe('no output shows a name, a password or a token of a URL', () => {
  test.each([[], ['--json']])('config %j', async (...flags) => {
    const { secretUrl, query } = await start();
    const urls = ['--url', `${secretUrl}/${query}`, '--endpoint-url', secretUrl];
    const env = { FIBIMG_ORIGIN_URL: secretUrl };
    const { code, out, err } = await runFibimg(['config', ...urls, ...flags], { env });
    expect(code).toBe(0);
    expect(out).toContain('http://****:****@127.0.0.1');
    expect(out + err).not.toMatch(hidden);
  });

  test('a bad setting', async () => {
    const { code, err } = await runFibimg(['config', '--url', `ftp://u:${marker}@host`]);
    expect(code).toBe(2);
    expect(err).toContain('ftp://****:****@host');
  });

  test.each([200, 500])(
    'get --url of status %i, where the password is still sent',
    async (status) => {
      const { secretUrl, query, seen } = await start(status);
      for (const flags of [['-v'], ['--json', '-v']]) {
        const argv = ['get', '--url', `${secretUrl}/${query}`, '--int', '500', ...flags];
        const { out, err } = await runFibimg(argv);
        expect(out + err).not.toMatch(hidden);
      }
      expect(seen.join()).toContain('Basic ');
    },
  );

  test('get --url of nobody', async () => {
    const { code, err } = await runFibimg(['get', '--url', `http://u:${marker}@127.0.0.1:1`, '-v']);
    expect(code).toBe(1);
    expect(err).not.toMatch(hidden);
  });

  test('get --origin-url, and neither does the store', async () => {
    const { secretUrl, seen } = await start();
    const dataDir = await temporaryFolder();
    const common = ['--data-dir', dataDir, '--source', 'picsum', '--int', '20'];
    for (const flags of [['-v'], ['--json']]) {
      const argv = ['get', ...common, '--origin-url', `${secretUrl}/images`, ...flags];
      const { code, out, err } = await runFibimg(argv);
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      expect(out + err).not.toMatch(hidden);
    }
    const kept = await textIn(dataDir);
    expect(kept).toContain('X-Amz-Signature=****');
    expect(kept).not.toMatch(hidden);
    expect(seen.join()).toContain('Basic ');
  });

  test('an origin that fails, towards the log of a function as well', async () => {
    const { secretUrl } = await start(500);
    const origin = createPicsumOrigin({ baseUrl: secretUrl, timeoutMs: 5_000, userAgent: 'x' });
    const failure = await origin.fetch(20).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ why: expect.stringContaining('status 500') });
    expect(JSON.stringify(failure) + String(Object(failure).why)).not.toMatch(hidden);
  });

  test('bench: summary, document, samples and exports', async () => {
    const { secretUrl, query } = await start();
    const folder = await temporaryFolder();
    const at = (name: string) => join(folder, name);
    const argv = ['bench', '--url', `${secretUrl}/${query}`, '--no-check', '--iterations', '5'];
    const files = ['--out', `json=${at('samples.json')}`, '--out', `csv=${at('samples.csv')}`];
    const saved = ['--save', at('run.json'), '--summary-export', at('k6.json')];
    for (const flags of [[], ['--json'], ['-v', ...files, ...saved]]) {
      const { code, out, err } = await runFibimg([...argv, ...flags]);
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      expect(out + err).not.toMatch(hidden);
    }
    const written = await textIn(folder);
    expect(written).toContain('****:****@127.0.0.1');
    expect(written).not.toMatch(hidden);
  });

  test('AWS at an endpoint with a password, and an invoke', async () => {
    const { secretUrl } = await start(500);
    for (const argv of [
      ['stack', 's'],
      ['invoke', '--function', 'f'],
      ['get', '--table', 't', '--bucket', 'b', '--int', '5'],
    ]) {
      const common = ['--endpoint-url', secretUrl, '--timeout', '2s', '-v'];
      const { code, out, err } = await runFibimg([...argv, ...common]);
      expect(code).toBe(1);
      expect(out + err).not.toMatch(hidden);
    }
  });

  test('a proxy, good or bad', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'ca.pem'), '');
    for (const proxy of [`http://u:${marker}@127.0.0.1:1`, `http//u:${marker}@x:y`]) {
      stubAwsEnv({ HTTPS_PROXY: proxy });
      const env = { HTTPS_PROXY: proxy };
      for (const argv of [
        ['get', '--url', 'https://example.invalid/', '-v'],
        ['stack', 's', '-v'],
      ]) {
        const { code, out, err } = await runFibimg(argv, { env });
        expect(code).toBeGreaterThan(0);
        expect(out + err).not.toMatch(hidden);
      }
    }
  });
});

test('what a function answers is its own, and comes unchanged', async () => {
  const body = serviceBody(500).replace('/500.jpg"', '/500.jpg?token=mine"');
  const server = await startServer((_, response) => response.end(body));
  onTestFinished(() => server.close());
  const { out } = await runFibimg(['get', '--url', server.url, '--int', '500', '--json']);
  expect(out).toBe(`${body}\n`);
});
