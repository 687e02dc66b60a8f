import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call of Invoke as it came over the wire. */
interface ReceivedInvoke {
  readonly functionName: string;
  readonly qualifier: string | null;
  readonly invocationType: string | undefined;
  readonly logType: string | undefined;
  readonly authorization: string | undefined;
  readonly payload: string;
  /** As it came, for a check of the signature. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface InvokeReply {
  readonly status?: number;
  readonly body?: string;
  /** Put into `X-Amz-Log-Result`, base64. */
  readonly log?: string;
  readonly functionError?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What to do with the nth call, from 0. */
export type InvokeScript = (call: ReceivedInvoke, index: number) => Scripted | Promise<Scripted>;

type Scripted = InvokeReply | 'hang' | 'reset' | 'cut';

/** Answers nobody until so many calls have come in, and everybody from then on. */
export const barrier = (size: number, reply: InvokeReply): InvokeScript => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async (_, index) => {
    if (index === size - 1) open();
    await opened;
    return reply;
  };
};

/** An API failure as Lambda words it. */
export const apiError = (
  status: number,
  type: string,
  message: string,
  more: Readonly<Record<string, string>> = {},
): InvokeReply => ({
  status,
  headers: { 'x-amzn-ErrorType': type },
  body: JSON.stringify({ Type: 'User', message, Message: message, ...more }),
});

/** A server that speaks the Invoke API and answers as it is told; it tells the architecture that it is given. */
export const startLambdaApiServer = async (script: InvokeScript, architecture?: string) => {
  const calls: ReceivedInvoke[] = [];
  let open = 0;
  let mostOpen = 0;
  const server = createServer(async (request, response) => {
    if (request.url?.split('?')[0]?.endsWith('/configuration')) {
      const configuration = { FunctionName: 'f', Architectures: [architecture] };
      const denied = apiError(403, 'AccessDeniedException', 'no');
      return answer(response, architecture ? { body: JSON.stringify(configuration) } : denied, 0);
    }
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    response.once('close', () => {
      open -= 1;
    });
    const call = await receive(request);
    calls.push(call);
    const reply = await script(call, calls.length - 1);
    if (reply === 'reset') request.socket.resetAndDestroy();
    else if (reply === 'cut') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"half":', () => request.socket.destroy());
    } else if (reply !== 'hang') answer(response, reply, calls.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    /** Most calls under way at one time. */
    mostOpen: () => mostOpen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const receive = async (request: IncomingMessage): Promise<ReceivedInvoke> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname) ?? [];
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const header = (key: string) => {
    const value = request.headers[key];
    return Array.isArray(value) ? value.join(',') : value;
  };
  return {
    functionName: decodeURIComponent(name ?? ''),
    qualifier: searchParams.get('Qualifier'),
    invocationType: header('x-amz-invocation-type'),
    logType: header('x-amz-log-type'),
    authorization: header('authorization'),
    payload: Buffer.concat(chunks).toString('utf8'),
    url: request.url ?? '/',
    headers: request.headers,
  };
};

const answer = (response: ServerResponse, reply: InvokeReply, count: number): void => {
  const { status = 200, body = '', log, functionError, headers = {} } = reply;
  response.writeHead(status, {
    'x-amzn-RequestId': `request-${count}`,
    ...(status === 200 ? { 'X-Amz-Executed-Version': '$LATEST' } : {}),
    ...(log === undefined ? {} : { 'X-Amz-Log-Result': Buffer.from(log).toString('base64') }),
    ...(functionError === undefined ? {} : { 'X-Amz-Function-Error': functionError }),
    ...headers,
  });
  response.end(body);
};
