import { createServer, type ServerResponse } from 'node:http';
import { FibimgError } from '../../core/error.ts';
import { systemErrorText } from '../../core/system-error-text.ts';
import { foreignCaller } from '../http/foreign-caller.ts';

interface LivePageContent {
  /** The whole page, as a browser opens it. */
  readonly page: () => string;
  /** The message that brings a listener up to date. */
  readonly first: () => string;
}

interface LivePageServer {
  readonly url: string;
  /** Sends a message to all who listen. */
  readonly send: (message: string) => void;
  /** Ends once the last message has been handed over to all who read it. */
  readonly close: () => Promise<void>;
}

/** One whose browser takes nothing any more is let go: it opens the page again and is brought up to date. */
const mostWaitingBytes = 4_000_000;

const lastMessageMs = 1000;

/** A page on loopback for programs of this machine, and its news as server-sent events. */
export const serveLivePage = async (
  port: number,
  content: LivePageContent,
): Promise<LivePageServer> => {
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const { host, origin, 'sec-fetch-site': site } = request.headers;
    const foreign = foreignCaller({
      ...{ host, origin },
      'sec-fetch-site': typeof site === 'string' ? site : undefined,
    });
    if (foreign !== undefined) return refuse(response, 403, foreign);
    const path = request.url?.replace(/\?.*$/, '');
    if (request.method !== 'GET') return refuse(response, 405, 'only GET is answered here');
    if (path === '/') {
      const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
      response.writeHead(200, headers).end(content.page());
    } else if (path === '/news') {
      const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
      response.writeHead(200, headers);
      response.write(eventOf(content.first()));
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
    } else refuse(response, 404, 'the page is at /');
  });
  await listening(server, port);
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${taken}/`,
    send: (message) => {
      for (const listener of listeners) {
        if (listener.writableLength > mostWaitingBytes) listener.destroy();
        else listener.write(eventOf(message));
      }
    },
    close: async () => {
      await Promise.all([...listeners].map(ended));
      server.close();
      server.closeAllConnections();
    },
  };
};

/** Of one that reads no further, or is gone meanwhile, the last message is not waited for. */
const ended = (listener: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, lastMessageMs);
    listener.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    listener.end();
  });

const eventOf = (message: string): string => `data: ${message}\n\n`;

const refuse = (response: ServerResponse, status: number, why: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
};

const listening = (server: ReturnType<typeof createServer>, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new FibimgError('usage', `the live page cannot be served on port ${port}`, {
          why: systemErrorText(cause),
          hint: 'choose another port, or 0 for any that is free',
          cause,
        }),
      );
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
