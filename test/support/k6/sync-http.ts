import { request } from 'node:http';

interface K6Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** An answer in the form of k6's `Response`. */
export const answerTo = ({ url, headers, timeoutMs }: K6Request): Promise<object> =>
  new Promise((resolve) => {
    const begun = performance.now();
    let [connected, waited] = [begun, begun];
    const failed = (error_code: number, error: string) =>
      resolve({ status: 0, error_code, error, headers: {}, body: null, timings: zeros });
    const sending = request(url, { headers, agent: false }, (answer) => {
      waited = performance.now();
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const ended = performance.now();
        resolve({
          ...{ status: answer.statusCode, error_code: 0, error: '' },
          headers: Object.fromEntries(
            Object.entries(answer.headers).map(([name, value]) => [canonical(name), String(value)]),
          ),
          body: Buffer.concat(chunks).toString('utf8'),
          timings: {
            ...zeros,
            ...{ blocked: connected - begun, connecting: connected - begun },
            ...{
              waiting: waited - connected,
              receiving: ended - waited,
              duration: ended - connected,
            },
          },
        });
      });
    });
    sending.on('socket', (socket) =>
      socket.on('connect', () => {
        connected = performance.now();
      }),
    );
    sending.setTimeout(timeoutMs, () => {
      failed(1050, 'request timeout');
      sending.destroy();
    });
    sending.on('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'ECONNREFUSED' ? 1212 : 1220, error.message),
    );
    sending.end();
  });

const zeros = {
  ...{ blocked: 0, looking_up: 0, connecting: 0, tls_handshaking: 0 },
  ...{ sending: 0, waiting: 0, receiving: 0, duration: 0 },
};

/** As Go writes names of headers. */
const canonical = (name: string): string =>
  name.replace(
    /(^|-)([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
