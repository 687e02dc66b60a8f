import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One event of a log group, with what CloudWatch Logs does to it. */
export interface StoredEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
  /** In which read of the log it is there for the first time; 1 where it is not said. */
  readonly visibleFrom?: number;
  /** How often each read has it. */
  readonly times?: number;
}

type Answer = { readonly status: number; readonly body: object };

const error = (status: number, type: string, message: string): Answer => ({
  status,
  body: { __type: type, message },
});

/** CloudWatch Logs over the wire, as far as FilterLogEvents goes: pages, empty ones among them, and a window of time. */
export const startLogsServer = async (pageSize = 3) => {
  const groups = new Map<string, StoredEvent[]>();
  const requests: Record<string, unknown>[] = [];
  let denied = false;
  let reads = 0;

  const filter = (input: Record<string, unknown>): Answer => {
    if (denied)
      return error(400, 'AccessDeniedException', 'not authorized to perform: logs:FilterLogEvents');
    const events = groups.get(String(input['logGroupName']));
    if (events === undefined) {
      return error(400, 'ResourceNotFoundException', 'The specified log group does not exist.');
    }
    const token = input['nextToken'] === undefined ? undefined : String(input['nextToken']);
    if (token === undefined) reads += 1;
    const [, at = '0'] = /^from-(\d+)$/.exec(token ?? 'from-0') ?? [];
    const matching = events
      .filter(({ visibleFrom = 1 }) => visibleFrom <= reads)
      .filter(
        ({ timestamp }) =>
          timestamp >= Number(input['startTime']) && timestamp < Number(input['endTime']),
      )
      .filter(({ message }) => matches(String(input['filterPattern']), message))
      .toSorted((a, b) => a.timestamp - b.timestamp)
      .flatMap(({ times = 1, ...event }) => Array.from({ length: times }, () => event));
    // Every other page is empty, as where a stretch of the log holds nothing that matches.
    const place = Number(at);
    const isEmpty = place % 2 === 1;
    const from = Math.floor(place / 2) * pageSize;
    const page = isEmpty ? [] : matching.slice(from, from + pageSize);
    const isLast = isEmpty ? from + pageSize >= matching.length : false;
    return {
      status: 200,
      body: {
        events: page.map(({ id, timestamp, message }) => ({
          ...{ eventId: id, timestamp, message, ingestionTime: timestamp },
          logStreamName: '2026/11/21/[$LATEST]x',
        })),
        searchedLogStreams: [],
        ...(!isLast && { nextToken: `from-${place + 1}` }),
      },
    };
  };
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const input = JSON.parse(Buffer.concat(chunks).toString());
    requests.push(input);
    const known = request.headers['x-amz-target'] === 'Logs_20140328.FilterLogEvents';
    const { status, body } = known ? filter(input) : error(400, 'UnknownOperation', 'no such call');
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    groups,
    requests,
    deny: (): void => {
      denied = true;
    },
  };
};

/** Terms that begin with `?`: one of them is enough. */
const matches = (pattern: string, message: string): boolean =>
  [...pattern.matchAll(/\?"([^"]+)"/g)].some(([, term = '']) => message.includes(term));
