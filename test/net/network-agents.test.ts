import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createNetworkAgents, type NetworkOptions } from '../../src/net/network-agents.ts';
import { createGeneratedOrigin } from '../../src/origin/generated.ts';
import { OriginUnreachable } from '../../src/origin/origin-error.ts';
import { createPicsumOrigin } from '../../src/origin/picsum.ts';
import { likePicsum, listen, startServer, type TestServer } from '../origin/picsum-server.ts';
import { createCertificate } from '../support/aws/certificate.ts';

const { image } = await createGeneratedOrigin().fetch(20);

const running: TestServer[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** A proxy that tunnels every CONNECT to one place, whatever host was asked for. */
const startProxy = async (target: TestServer, refuse = false) => {
  const asked: (string | undefined)[] = [];
  const server = createServer();
  server.on('connect', (message, socket) => {
    asked.push(message.url);
    socket.on('error', () => {});
    if (refuse) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const upstream = connect(Number(new URL(target.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
  const proxy = await listen(server, 'http');
  running.push(proxy);
  return { ...proxy, asked };
};

const setUp = async (refuse = false) => {
  const target = await startServer(likePicsum(image));
  running.push(target);
  const proxy = await startProxy(target, refuse);
  vi.stubEnv('http_proxy', proxy.url);
  vi.stubEnv('no_proxy', '');
  return { target, proxy };
};

const originOf = (baseUrl: string) =>
  createPicsumOrigin({
    baseUrl,
    timeoutMs: 5000,
    userAgent: 'test',
    agentFor: createNetworkAgents({}),
  });

describe('network agents', () => {
  it('goes through the proxy that the environment names', async () => {
    const { proxy } = await setUp();
    const fetched = await originOf('http://picsum.invalid').fetch(20);
    expect(fetched.finalUrl).toBe('http://picsum.invalid/id/13/20/20.jpg?hmac=abc');
    expect(proxy.asked[0]).toBe('picsum.invalid:80');
  });

  it('goes past it for hosts in NO_PROXY', async () => {
    const { target, proxy } = await setUp();
    vi.stubEnv('no_proxy', '127.0.0.1');
    await originOf(target.url).fetch(20);
    expect(proxy.asked).toEqual([]);
  });

  it('tells a proxy that refuses from a network that is not there', async () => {
    await setUp(true);
    await expect(originOf('http://picsum.invalid').fetch(20)).rejects.toMatchObject({
      why: expect.stringContaining('status 407'),
    });
  });

  it('takes a proxy that cannot be reached as no network', async () => {
    vi.stubEnv('http_proxy', 'http://127.0.0.1:1');
    vi.stubEnv('no_proxy', '');
    await expect(originOf('http://picsum.invalid').fetch(20)).rejects.toBeInstanceOf(
      OriginUnreachable,
    );
  });

  it('explains a proxy address that is none', () => {
    vi.stubEnv('http_proxy', 'http://:x');
    vi.stubEnv('no_proxy', '');
    expect(() => createNetworkAgents({})(new URL('http://picsum.invalid'))).toThrow(
      expect.objectContaining({ kind: 'config', hint: expect.stringContaining('HTTPS_PROXY') }),
    );
  });
});

describe('certificates', () => {
  const startTls = async () => {
    const { key, cert } = createCertificate();
    const server = createHttpsServer({ key, cert }, (incoming, response) =>
      likePicsum(image)(incoming, response),
    );
    const target = await listen(server, 'https');
    running.push(target);
    const originWith = (options: NetworkOptions) =>
      createPicsumOrigin({
        baseUrl: target.url,
        timeoutMs: 5000,
        userAgent: 'test',
        agentFor: createNetworkAgents(options),
      });
    return { cert, originWith };
  };

  it('that nobody signed are refused, with what to do', async () => {
    const { originWith } = await startTls();
    await expect(originWith({}).fetch(20)).rejects.toMatchObject({
      name: 'FibimgError',
      why: expect.stringContaining('self-signed certificate'),
      hint: 'name the certificate authority to trust with --ca FILE',
    });
  });

  it('of an authority that is named are trusted', async () => {
    const { cert, originWith } = await startTls();
    expect((await originWith({ caPem: cert }).fetch(20)).image).toHaveLength(image.length);
  });

  it('of any kind are trusted when told so', async () => {
    const { originWith } = await startTls();
    expect((await originWith({ insecure: true }).fetch(20)).image).toHaveLength(image.length);
  });
});
