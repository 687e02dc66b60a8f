import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCertificate } from '../support/aws/certificate.ts';

/** The server at `target` once more, over TLS, as localhost. */
export const startTlsFront = async (target: string) => {
  const certificate = createCertificate();
  let requests = 0;
  const server = createServer(certificate, (incoming, response) => {
    requests += 1;
    const { method = 'GET', headers, url = '/' } = incoming;
    const outgoing = request(`${target}${url}`, { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}`,
    certificate: certificate.cert,
    requests: () => requests,
    close,
  };
};
