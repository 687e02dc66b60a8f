import { writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { fibonacci } from '../../../src/core/service/fibonacci.ts';
import { startTlsFront } from '../../lambda/tls-front.ts';
import { startServer } from '../../origin/picsum-server.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';
import { expectedAuthorization } from '../../support/aws/aws-signature.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { serviceBody } from '../../support/load/service-body.ts';

beforeEach(() => stubAwsEnv());
afterEach(() => vi.unstubAllEnvs());

const start = async (answer: (response: ServerResponse) => void) => {
  const headers: IncomingHttpHeaders[] = [];
  const server = await startServer((request, response) => {
    headers.push(request.headers);
    answer(response);
  });
  onTestFinished(() => server.close());
  const get = (argv: readonly string[], io = createTestIo()) =>
    runFibimg(['get', '--url', server.url, ...argv], { io });
  return { server, headers, get };
};

const answering = (status: number, body: string, headers = {}) =>
  start((response) => response.writeHead(status, headers).end(body));

describe('get --url', () => {
  it('asks the function and prints a card with what its headers prove', async () => {
    const rig = await answering(200, serviceBody(400), {
      'x-fibimg-outcome': 'stored',
      'x-fibimg-cold-start': 'true',
      'x-fibimg-environment': 'e1',
    });
    const { code, out, err } = await rig.get(['--int', '400']);
    expect([code, err, rig.server.requests]).toEqual([0, '', ['/?int=400']]);
    expect(out).toContain('F(400)      17602368064501396');
    expect(out).toContain('outcome     stored');
    expect(out).toContain('start       cold: its environment was started for this');
    expect(out).toContain('lives in    e1');
    expect(out).toContain('function    arn:aws:lambda:eu-west-1:123456789012:function:f');
    expect(out).toContain('time        1.00 ms at the client');
  });

  it("does not guess at the original's start and outcome, and shows its rounding as one", async () => {
    const digits = fibonacci(400).toString();
    const rig = await answering(
      200,
      serviceBody(400).replace(digits, '1.760236806450138e+83').replaceAll('/', '\\/'),
    );
    const { out } = await rig.get(['--int', '400']);
    expect(out).toContain('F(400)      1.760236806450138e+83  rounded by the service');
    expect(out).toContain('start       unknown');
    expect(out).not.toContain('outcome');
  });

  it('prints the body unchanged with --json, every digit', async () => {
    const rig = await answering(200, serviceBody(5000));
    const { code, out, err } = await rig.get(['--json']);
    expect([code, out, err]).toEqual([0, `${serviceBody(5000)}\n`, '']);
    expect(rig.server.requests).toEqual(['/']);
  });

  it('keeps the path and the query of the URL', async () => {
    const rig = await answering(200, serviceBody(7));
    const url = `${rig.server.url}/stage/?a=b`;
    expect((await runFibimg(['get', '--url', url, '--int', '7'])).code).toBe(0);
    expect(rig.server.requests).toEqual(['/stage/?a=b&int=7']);
  });

  it.each([
    ['<!DOCTYPE html><html></html>', 'it is a page of HTML or XML'],
    ['{"message":"Hello"}', 'its keys are message'],
    [serviceBody(8), 'int is 8, but 7 was asked for'],
  ])('refuses what is not the answer: %s', async (body, why) => {
    const rig = await answering(200, body);
    const { code, out, err } = await rig.get(['--int', '7', '--json']);
    expect([code, out]).toEqual([1, '']);
    expect(JSON.parse(err).error).toMatchObject({ kind: 'function_error', why });
  });

  const forbidden =
    '{"Message":"Forbidden. For troubleshooting Function URL authorization issues"}';
  const ours = '{"error":{"code":"origin","message":"picsum.photos answered 500"}}';
  it.each([
    [502, ours, 1, 'function_error', 'origin: picsum.photos answered 500', undefined],
    [400, '{"error":{"code":"invalid_input","message":"no"}}', 2, 'invalid_input', 'no', undefined],
    [502, '{"Message":"Internal Server Error"}', 1, 'function_error', 'Internal', /--log/],
    [502, '', 1, 'function_error', 'it threw, or its answer has no valid form', /--log/],
    [503, '', 1, 'function_error', 'Lambda answered 503', /try again/],
    [429, '{"Reason":"X","message":"Rate"}', 1, 'throttled', 'X', /reserved concurrency/],
    [429, '', 1, 'throttled', 'concurrency', /reserved concurrency/],
    [
      403,
      forbidden,
      4,
      'denied',
      'Forbidden',
      /InvokeFunctionUrl and, since October 2025, lambda:/,
    ],
    [403, '{"message":"The security token is expired"}', 4, 'credentials', 'expired', /sign in/],
    [404, '<html>', 1, 'function_error', 'a page of HTML', /is this the URL/],
    [500, '', 1, 'function_error', 'it says no more', /is this the URL/],
  ])('puts %i %s into words', async (status, body, exitCode, kind, why, hint) => {
    const rig = await answering(status, body);
    const { code, err } = await rig.get(['--int', '7', '--json']);
    const { error } = JSON.parse(err);
    expect([code, error.kind]).toEqual([exitCode, kind]);
    expect(error.why).toContain(why);
    if (hint) expect(error.hint).toMatch(hint);
  });

  it('does not follow a redirect', async () => {
    const rig = await answering(301, '', { location: 'https://elsewhere.example/' });
    const { err } = await rig.get(['--int', '7']);
    expect(err).toContain('it points to https://elsewhere.example/');
    expect(rig.server.requests).toHaveLength(1);
  });

  it('gives up after --timeout', async () => {
    const rig = await start(() => {});
    const { code, err } = await rig.get(['--timeout', '80ms']);
    expect(code).toBe(1);
    expect(err).toContain('no complete answer within 0.08 s');
  });

  it.each([
    ['reset', (response: ServerResponse) => response.socket?.resetAndDestroy()],
    [
      'cut',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '99' });
        response.write('{', () => response.destroy());
      },
    ],
  ])('says that the connection was %s', async (_, how) => {
    const rig = await start(how);
    const { code, err } = await rig.get(['--int', '7', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(err).error.kind).toBe('network');
  });

  it('does not swallow an endless answer', async () => {
    const rig = await answering(200, 'x'.repeat(8 * 2 ** 20));
    const { err } = await rig.get(['--int', '7']);
    expect(err).toContain('answered more than Lambda can');
  });

  it('ends with 130 on Ctrl-C', async () => {
    const rig = await start(() => {});
    const io = createTestIo();
    const running = rig.get(['--int', '7'], io);
    await vi.waitFor(() => expect(rig.server.requests).toHaveLength(1));
    io.interruptWith('SIGINT');
    expect((await running).code).toBe(130);
  });

  it.each([
    [['--url', 'http://x', '-o', 'x.jpg'], '--output needs the image'],
    [['--url', 'http://x', '--preview'], '--preview needs the image'],
    [['--url', 'http://x', '--auth', 'basic'], 'there is no kind of signing "basic": none or iam'],
    [['--auth', 'iam'], '--auth is for requests to a URL'],
    [['--url', 'ftp://x'], '--url is "ftp://x"'],
  ])('refuses %j', async (argv, message) => {
    const { code, err } = await runFibimg(['get', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('get --url over TLS', () => {
  const startTls = async () => {
    const { url } = (await answering(200, serviceBody(7))).server;
    const front = await startTlsFront(url);
    onTestFinished(() => front.close());
    const ca = join(await temporaryFolder(), 'ca.pem');
    await writeFile(ca, front.certificate);
    return { ca, get: (...argv: string[]) => runFibimg(['get', '--url', front.url, ...argv]) };
  };

  it('trusts no certificate that it does not know, and names the way out', async () => {
    const { get } = await startTls();
    const { code, err } = await get('--json');
    expect(code).toBe(1);
    expect(JSON.parse(err).error).toMatchObject({
      kind: 'network',
      hint: expect.stringContaining('--ca FILE'),
    });
  });

  it('trusts what --ca names, and anything with --insecure, which it says', async () => {
    const { ca, get } = await startTls();
    expect(await get('--ca', ca)).toMatchObject({ code: 0, err: '' });
    expect(await get('--insecure')).toMatchObject({
      code: 0,
      err: 'insecure: TLS certificates are not verified\n',
    });
  });
});

describe('get --url --auth iam', () => {
  it("signs as AWS's own signer does", async () => {
    const rig = await answering(200, serviceBody(400));
    expect((await rig.get(['--int', '400', '--auth', 'iam'])).code).toBe(0);
    const received = rig.headers[0] ?? {};
    const [, names = ''] = /SignedHeaders=([^,]+)/.exec(received.authorization ?? '') ?? [];
    expect(names.split(';')).toEqual(
      expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']),
    );
    expect(received.host).toBe(new URL(rig.server.url).host);
    const request = { method: 'GET', url: '/?int=400', headers: received, body: '' };
    expect(received.authorization).toBe(await expectedAuthorization(request));
  });

  it('needs credentials', async () => {
    stubAwsEnv({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    const rig = await answering(200, serviceBody(400));
    const { code, err } = await rig.get(['--auth', 'iam']);
    expect(code).toBe(4);
    expect(err).toContain('no AWS credentials found');
    expect(rig.server.requests).toEqual([]);
  });

  it('never shows a secret', async () => {
    const rig = await answering(403, '{"Message":"Forbidden"}');
    const { code, out, err } = await rig.get(['--auth', 'iam', '--verbose']);
    expect(code).toBe(4);
    expect(err).toContain('these credentials need lambda:InvokeFunctionUrl');
    expect(out + err).not.toMatch(/hunter2|FwoGZXIv|Signature=/);
  });
});
