import { writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { stubAwsEnv } from '../support/aws/aws-env.ts';
import { createCertificate } from '../support/aws/certificate.ts';
import { type ControlPlane, startControlPlane } from '../support/aws/control-plane.ts';
import { startLambdaApiServer } from '../support/aws/lambda-api-server.ts';
import * as original from '../support/aws/original-stack.ts';
import { runFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';
import { schemaErrors } from '../support/cli/schema.ts';
import { runBenchJson } from '../support/load/bench-run.ts';

const host = 'cloudformation.eu-west-1.amazonaws.com';
const argv = ['stack', original.originalName, '--env'];
const shown = `FUNCTION_NAME=${original.originalFunction}`;

const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  return address.port;
};

/** A service of AWS as only a proxy can reach it: under its own name, with a certificate that nobody knows. */
const startProxiedAws = async (upstream: { readonly url: string }, name = host) => {
  const { key, cert } = createCertificate(name);
  const aws = createTlsServer({ key, cert }, (message, response) => {
    const { url: path, method, headers } = message;
    message.pipe(
      request(new URL(path ?? '/', upstream.url), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  const awsPort = await portOf(aws);
  const asked: string[] = [];
  const proxy = createServer().on('connect', ({ url }, socket) => {
    asked.push(url ?? '');
    const tunnel = connect(awsPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(tunnel).pipe(socket);
    });
    tunnel.on('error', () => socket.destroy());
    socket.on('error', () => tunnel.destroy());
  });
  const url = `http://127.0.0.1:${await portOf(proxy)}`;
  onTestFinished(() => {
    for (const server of [aws, proxy]) server.closeAllConnections();
    for (const server of [aws, proxy]) server.close();
  });
  const caFile = join(await temporaryFolder(), 'ca.pem');
  await writeFile(caFile, cert);
  return { url, asked, caFile };
};

let plane: ControlPlane;
beforeEach(async () => {
  plane = await startControlPlane({ stacks: [original.originalStack] });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await plane.close();
});

/** proxy-from-env reads the process's own environment. */
const behindProxy = (url: string) => {
  stubAwsEnv({ HTTPS_PROXY: url });
  return { HTTPS_PROXY: url };
};

test.each([
  ['--ca', (caFile: string) => ({ flags: ['--ca', caFile], env: {} })],
  ['AWS_CA_BUNDLE', (caFile: string) => ({ flags: [], env: { AWS_CA_BUNDLE: caFile } })],
  ['--insecure', () => ({ flags: ['--insecure'], env: {} })],
])('AWS is reached through the proxy of the environment and trusted by %s', async (_, trust) => {
  const { url, asked, caFile } = await startProxiedAws(plane);
  const { flags, env } = trust(caFile);
  const result = await runFibimg([...argv, ...flags], { env: { ...behindProxy(url), ...env } });
  expect(result).toMatchObject({ code: 0, out: expect.stringContaining(shown) });
  expect(new Set(asked)).toEqual(new Set([`${host}:443`]));
});

test.each([[], ['--repeat', '3', '--parallel', '2']])(
  'a function is invoked through the proxy too, trusted by --ca: %s',
  async (...flags) => {
    await using lambda = await startLambdaApiServer(() => ({ body: '"pong"' }));
    const name = 'lambda.eu-west-1.amazonaws.com';
    const { url, asked, caFile } = await startProxiedAws(lambda, name);
    const invoke = ['invoke', '--function', 'f', '--operation', 'ping', '--ca', caFile, ...flags];
    const { code, err } = await runFibimg(invoke, { env: behindProxy(url) });
    expect({ code, err: err.match(/network|certificate/) }).toEqual({ code: 0, err: null });
    expect(lambda.calls).toHaveLength(flags.length > 0 ? 3 : 1);
    expect(new Set(asked)).toEqual(new Set([`${name}:443`]));
  },
);

test('a bench through the proxy says that the round trip is the one to the proxy', async () => {
  await using lambda = await startLambdaApiServer(() => ({ body: '{"fine":true}' }));
  const name = 'lambda.eu-west-1.amazonaws.com';
  const { url, asked, caFile } = await startProxiedAws(lambda, name);
  const argv = ['--function', 'f', '--ca', caFile, '--no-check', '--yes', '--iterations', '4'];
  const { code, document } = await runBenchJson(argv, { env: behindProxy(url) });
  expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
  expect(document.network).toMatchObject({
    ...{ to: 'proxy', addressFamily: 'IPv4', clientRegion: null, targetRegion: 'eu-west-1' },
  });
  expect(document.network?.roundTripMs.count).toBeGreaterThan(0);
  expect(asked).toContain(`${name}:443`);
});

test('a certificate that nobody knows is a network error that says so', async () => {
  const { url } = await startProxiedAws(plane);
  const { code, err } = await runFibimg(argv, { env: behindProxy(url) });
  expect(code).toBe(1);
  expect(err).toContain('CloudFormation could not be reached');
  expect(err).toMatch(/self-signed certificate|SELF_SIGNED/i);
  expect(err).toContain('--ca FILE');
});

test('a file of authorities that is not there is told before anything is asked', async () => {
  stubAwsEnv();
  const { code, err } = await runFibimg([...argv, '--ca', '/nonexistent.pem']);
  expect(code).toBe(2);
  expect(err).toContain('/nonexistent.pem');
});
