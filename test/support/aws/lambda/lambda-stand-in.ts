import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EnvironmentPool } from './environment-pool.ts';
import { type FunctionRecord, LambdaError } from './function-record.ts';

/** What happens to one call of the control plane: an error, a connection that breaks before or after it, or a wait. */
export type PlaneFault =
  | { readonly kind: 'error'; readonly status: number; readonly type: string }
  | { readonly kind: 'reset-before' }
  | { readonly kind: 'reset-after' }
  | { readonly kind: 'wait'; readonly ms: number };

type FaultPlan = (operation: string, nth: number) => PlaneFault | undefined;

/** Lambda over the wire for real SDK clients: the control plane of one function, and its invocations. */
export const startLambdaStandIn = async (record: FunctionRecord, pool?: EnvironmentPool) => {
  const operations: string[] = [];
  const counts = new Map<string, number>();
  let fault: FaultPlan = () => undefined;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const call = callOf(record, request, body);
    operations.push(call.operation);
    const nth = (counts.get(call.operation) ?? 0) + 1;
    counts.set(call.operation, nth);
    const planned = fault(call.operation, nth);
    if (planned?.kind === 'reset-before') return void request.socket.resetAndDestroy();
    if (planned?.kind === 'wait') await sleep(planned.ms);
    if (planned?.kind === 'error') {
      return sendError(response, new LambdaError(planned.status, planned.type, 'as planned'));
    }
    try {
      if (call.operation === 'Invoke')
        return await invoke(response, pool, record, call.qualifier, body);
      const answer = call.run();
      if (planned?.kind === 'reset-after') return void request.socket.resetAndDestroy();
      send(response, call.status ?? 200, answer);
    } catch (thrown) {
      if (thrown instanceof LambdaError) sendError(response, thrown);
      else sendError(response, new LambdaError(500, 'ServiceException', String(thrown)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    record,
    /** Of the control plane and Invoke, in order. */
    operations,
    plan: (next: FaultPlan): void => {
      fault = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

interface PlaneCall {
  readonly operation: string;
  readonly qualifier: string | undefined;
  readonly status?: number;
  readonly run: () => object | undefined;
}

const callOf = (record: FunctionRecord, request: IncomingMessage, body: string): PlaneCall => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
  const [, name = '', part = '', more] =
    /^\/20\d\d-\d\d-\d\d\/functions\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(pathname) ?? [];
  const asked = decodeURIComponent(name).replace(/^.*:function:/, '');
  const [known, suffix] = asked.split(':');
  const qualifier = searchParams.get('Qualifier') ?? suffix;
  const json = () => JSON.parse(body || '{}') as Readonly<Record<string, unknown>>;
  const call = (operation: string, run: PlaneCall['run'], status?: number): PlaneCall => ({
    operation,
    qualifier,
    run: () => {
      if (known !== record.name) throw new LambdaError(404, 'ResourceNotFoundException', 'no');
      return run();
    },
    ...(status !== undefined && { status }),
  });
  const describe = () => record.describe(qualifier);
  switch (`${request.method} ${part}`) {
    case 'GET configuration':
      return call('GetFunctionConfiguration', describe);
    case 'PUT configuration':
      return call('UpdateFunctionConfiguration', () => {
        record.update(json());
        return describe();
      });
    case 'POST versions':
      return call('PublishVersion', () => record.describe(record.publish(json())), 201);
    case 'GET versions': {
      // One a page, so that paging happens.
      const all = ['$LATEST', ...record.versions()];
      const at = Number(searchParams.get('Marker') ?? 0);
      const next = at + 1 < all.length ? { NextMarker: String(at + 1) } : {};
      return call('ListVersionsByFunction', () => ({
        Versions: all.slice(at, at + 1).map((number) => record.describe(number)),
        ...next,
      }));
    }
    case 'DELETE ':
      return call(
        'DeleteFunction',
        () => {
          record.deleteVersion(qualifier ?? '');
          return undefined;
        },
        204,
      );
    case 'GET aliases':
      return call('GetAlias', () => record.describeAlias(more ?? ''));
    case 'POST aliases':
      return call(
        'CreateAlias',
        () => {
          const { Name, FunctionVersion } = json();
          record.setAlias(String(Name), String(FunctionVersion));
          return record.describeAlias(String(Name));
        },
        201,
      );
    case 'DELETE aliases':
      return call(
        'DeleteAlias',
        () => {
          record.deleteAlias(more ?? '');
          return undefined;
        },
        204,
      );
    case 'PUT aliases':
      return call('UpdateAlias', () => {
        record.moveAlias(more ?? '', json());
        return record.describeAlias(more ?? '');
      });
    case 'GET provisioned-concurrency':
      return call('ListProvisionedConcurrencyConfigs', () => ({
        ProvisionedConcurrencyConfigs: [],
      }));
    case 'GET concurrency':
      return call('GetFunctionConcurrency', () => record.concurrency);
    case 'POST invocations':
      return call('Invoke', () => undefined);
    default:
      if (pathname.includes('account-settings')) {
        const AccountLimit = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 };
        return {
          ...{ operation: 'GetAccountSettings', qualifier },
          run: () => ({ AccountLimit, AccountUsage: {} }),
        };
      }
      return call(`${request.method} ${pathname}`, () => {
        throw new LambdaError(404, 'ResourceNotFoundException', 'The resource does not exist.');
      });
  }
};

const invoke = async (
  response: ServerResponse,
  pool: EnvironmentPool | undefined,
  record: FunctionRecord,
  qualifier: string | undefined,
  body: string,
): Promise<void> => {
  if (pool === undefined) throw new LambdaError(404, 'ResourceNotFoundException', 'no pool');
  const { requestId, payload, log } = await pool.invoke(record.serving(qualifier), body);
  response.writeHead(200, {
    'content-type': 'application/json',
    'x-amzn-requestid': requestId,
    'x-amz-executed-version': '$LATEST',
    ...(log !== undefined && { 'x-amz-log-result': Buffer.from(log).toString('base64') }),
  });
  response.end(payload);
};

const send = (response: ServerResponse, status: number, body: object | undefined): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': 'r-1' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
};

const sendError = (response: ServerResponse, { status, type, message }: LambdaError): void => {
  response.setHeader('x-amzn-errortype', type);
  send(response, status, { Type: 'User', Message: message, message });
};
