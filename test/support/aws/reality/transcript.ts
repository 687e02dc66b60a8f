import { Readable } from 'node:stream';
import type { LambdaClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-lambda';
import type { DeserializeHandler } from '@smithy/types';
import { readBounded } from '../../../../src/net/send-request.ts';
import type { Sanitiser } from './sanitise.ts';

/** One call and its answer, without anything of an account. */
export interface Exchange {
  readonly operation: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly errorType: string | null;
    readonly body: unknown;
    /** The REPORT line of an invocation. */
    readonly report?: string;
  };
}

/** What was said of one protocol, in order. */
export interface Transcript {
  readonly name: string;
  /** Only what AWS has answered confirms anything; the others show that the plumbing works. */
  readonly recordedAgainst: 'aws' | 'stand-in';
  readonly exchanges: readonly Exchange[];
}

/** Lambda's names for errors come with more behind a colon. */
export const errorTypeIn = (headers: Readonly<Record<string, string | undefined>>): string | null =>
  headers['x-amzn-errortype']?.split(':')[0] ?? null;

const mostBytes = 8 * 2 ** 20;

/** Writes down every call of a client from now on. */
export const recordExchanges = (client: LambdaClient, { json, text }: Sanitiser) => {
  const exchanges: Exchange[] = [];
  client.middlewareStack.add(
    (next: DeserializeHandler<ServiceInputTypes, ServiceOutputTypes>, context) => async (args) => {
      const result = await next(args);
      const { request } = args as { request: HttpRequest };
      const response = result.response as HttpResponse;
      const body = await readBounded(Readable.from(response.body), mostBytes);
      response.body = Readable.from(body.byteLength === 0 ? [] : [body]);
      const operation = (context.commandName ?? '').replace(/Command$/, '');
      const isInvoke = operation === 'Invoke';
      const { headers } = response;
      exchanges.push({
        operation,
        request: {
          method: request.method,
          path: text(decodeURIComponent(request.path)),
          query: Object.fromEntries(
            Object.entries(request.query ?? {}).map(([key, value]) => [key, text(String(value))]),
          ),
          body: isInvoke ? parsed(request.body) : json(parsed(request.body)),
        },
        response: {
          status: response.statusCode,
          errorType: errorTypeIn(headers),
          body: isInvoke ? null : json(parsed(body)),
          ...(isInvoke && { report: text(reportIn(headers['x-amz-log-result'])) }),
        },
      });
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'fibimgTranscript' },
  );
  return {
    exchanges,
    end: (): void => {
      client.middlewareStack.remove('fibimgTranscript');
    },
  };
};

interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Uint8Array | string;
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: Readable;
}

const parsed = (body: Uint8Array | string | undefined): unknown => {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  return text === '' ? null : JSON.parse(text);
};

/** Of a log only the line of figures. */
export const reportIn = (logResult: string | undefined): string =>
  Buffer.from(logResult ?? '', 'base64')
    .toString()
    .split('\n')
    .find((line) => line.startsWith('REPORT')) ?? '';
