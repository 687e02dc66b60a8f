import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildLambda } from '../../scripts/build-lambda.mjs';
import functionUrl from './fixtures/function-url.json' with { type: 'json' };
import { environmentFor, type Rig, startRig } from './rig.ts';
import { startTlsFront } from './tls-front.ts';

let folder: string;
let metafile: Awaited<ReturnType<typeof buildLambda>>;
let rig: Rig;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fibimg-bundle-'));
  metafile = await buildLambda({ outDir: folder });
  rig = await startRig();
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true });
});

/** Runs events through the bundle in a process of its own; its lines are the log and, last, the answers. */
const runBundle = async (events: readonly unknown[], env: Record<string, string>) => {
  const script = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(folder, 'index.mjs')))});
    const answers = [];
    for (const event of ${JSON.stringify(events)}) {
      answers.push(await handler(event, { awsRequestId: 'id', getRemainingTimeInMillis: () => 5000 }));
    }
    console.log(JSON.stringify(answers));
  `;
  const run = promisify(execFile);
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env,
  });
  expect(stderr).toBe('');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { log: lines.slice(0, -1), answers: lines.at(-1) };
};

test('a request loads one small file, and events a second', async () => {
  expect((await readdir(folder)).sort()).toEqual(['events.mjs', 'index.mjs']);
  expect((await stat(join(folder, 'index.mjs'))).size).toBeLessThan(27_500);
  expect((await stat(join(folder, 'events.mjs'))).size).toBeLessThan(32_000);
});

test('nothing is in it but the handler, the core, the origin, HTTP and the light adapters', () => {
  const inputs = Object.keys(metafile.inputs).map((path) =>
    path.replace(/^.*(?=node_modules\/)/, ''),
  );
  const allowed = /^src\/(core|lambda|net\/send-request|origin|aws\/light)\b/;
  expect(inputs.filter((path) => !allowed.test(path))).toEqual([]);
  expect(inputs).toContain('src/lambda/handler.ts');
  for (const [file, { imports }] of Object.entries(metafile.outputs)) {
    const outside = imports
      .map(({ path }) => path.replace('node:', ''))
      .filter((path) => !builtinModules.includes(path));
    const isEvents = file.endsWith('events.mjs');
    expect([...new Set(outside)]).toEqual([isEvents ? './index.mjs' : './events.mjs']);
  }
});

test('every file in it contributes: nothing is carried along unused', () => {
  for (const { inputs } of Object.values(metafile.outputs)) {
    const shares = Object.entries(inputs);
    expect(shares.length).toBeGreaterThan(20);
    expect(shares.filter(([, { bytesInOutput }]) => bytesInOutput === 0)).toEqual([]);
  }
});

test('it answers in a process of its own, cold and fetched, then warm and stored', async () => {
  const env = { ...environmentFor(rig.wire.url), FIBIMG_ORIGIN_URL: `${rig.origin.url}/` };
  const { answers, log } = await runBundle([functionUrl, functionUrl, { operation: 'ping' }], env);
  expect(answers[0]).toMatchObject({
    statusCode: 200,
    headers: { 'x-fibimg-outcome': 'fetched', 'x-fibimg-cold-start': 'true' },
  });
  const environment = answers[0].headers['x-fibimg-environment'];
  expect(environment).toMatch(/^[0-9a-f-]{36}$/);
  expect(answers[1].headers).toMatchObject({
    'x-fibimg-outcome': 'stored',
    'x-fibimg-cold-start': 'false',
    'x-fibimg-environment': environment,
  });
  expect(answers[2]).toBe('pong');
  expect(log.map(({ requestId, status }) => [requestId, status])).toEqual([
    ['id', 200],
    ['id', 200],
    ['id', 200],
  ]);
});

test('it reaches the store over TLS, and only one whose certificate is trusted', async () => {
  const front = await startTlsFront(rig.wire.url);
  const trusted = join(folder, 'ca.pem');
  await writeFile(trusted, front.certificate);
  const env = { ...environmentFor(front.url), FIBIMG_ORIGIN_URL: rig.origin.url };
  const trusting = await runBundle([functionUrl], { ...env, NODE_EXTRA_CA_CERTS: trusted });
  expect(trusting.answers[0].statusCode).toBe(200);
  const served = front.requests();
  const wary = await runBundle([functionUrl], env);
  expect(wary.answers[0].statusCode).toBe(503);
  expect(wary.log[0].error.why).toMatch(/SELF_SIGNED/);
  expect(front.requests()).toBe(served);
  await front.close();
});

test('in a faulty environment it starts, and answers with an error', async () => {
  const env = { BucketName: 'images', AWS_ENDPOINT_URL: 'not a URL' };
  const { answers } = await runBundle([functionUrl], env);
  expect(answers[0].statusCode).toBe(500);
});

test('an image library in a layer is found where Lambda puts layers, on NODE_PATH', async () => {
  const { answers: samples } = await runBundle([{ operation: 'getSample' }], {});
  const event = { operation: 'resize', base64Image: samples[0], width: 35 };
  const { answers } = await runBundle([event], { NODE_PATH: resolve('node_modules') });
  const image = answers[0];
  const sized = await runBundle([{ operation: 'getDimensions', base64Image: image }], {});
  expect(sized.answers).toEqual(['35x23\n']);
});

test('where no image library is installed, resizing says so', async () => {
  const event = { operation: 'resize', base64Image: 'AAAA', width: 5 };
  const { answers } = await runBundle([event], {});
  expect(answers[0].error.code).toBe('images_not_installed');
});
