import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  answerCloudFormation,
  cloudFormationError,
  type PlaneStack,
} from './cloud-formation-xml.ts';

/** What the Lambda API knows of one function; an absent part answers ResourceNotFoundException. */
export interface PlaneFunction {
  readonly configuration?: object;
  readonly url?: object;
  readonly policy?: object;
  readonly concurrency?: object;
  /** Its event source mappings. */
  readonly mappings?: readonly object[];
}

export interface PlaneContent {
  readonly stacks?: readonly PlaneStack[];
  readonly functions?: Readonly<Record<string, PlaneFunction>>;
  readonly accountLimit?: object;
  /** Elements of one page, far fewer than AWS's, so that paging happens. */
  readonly pageSize?: number;
}

type PlaneFault =
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string;
      readonly message?: string;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'garbage' };

export interface ControlPlane {
  readonly url: string;
  /** Operations asked for, in order: `DescribeStacks`, `GetPolicy`. */
  readonly operations: string[];
  content: PlaneContent;
  fault: ((operation: string) => PlaneFault | undefined) | undefined;
  /** Hears of each change of a function's configuration. */
  onUpdate: (() => void) | undefined;
  close(): Promise<void>;
}

/** CloudFormation's query protocol and the reading half of Lambda's REST API, on one port of loopback. */
export const startControlPlane = async (content: PlaneContent = {}): Promise<ControlPlane> => {
  const server = createServer((request, response) => void answer(plane, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  const plane: ControlPlane = {
    url: `http://127.0.0.1:${address.port}`,
    operations: [],
    content,
    fault: undefined,
    onUpdate: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return plane;
};

const answer = async (plane: ControlPlane, request: IncomingMessage, response: ServerResponse) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  const form = new URLSearchParams(text);
  const lambda = lambdaOperation(request.url ?? '/', request.method);
  const operation = lambda?.operation ?? form.get('Action') ?? 'unknown';
  plane.operations.push(operation);
  const fault = plane.fault?.(operation);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === 'garbage') return send(response, 200, '<html><body>It works!</body> & <<');
  if (fault?.kind === 'error') {
    const { status, code, message = code } = fault;
    if (lambda) return sendLambdaError(response, status, code, message);
    return send(response, status, cloudFormationError(code, message));
  }
  if (lambda?.operation === 'UpdateFunctionConfiguration') {
    updateFunction(plane, lambda.name, JSON.parse(text));
  }
  if (lambda) return answerLambda(plane.content, lambda, response);
  const { status, body } = answerCloudFormation(plane.content, form);
  send(response, status, body);
};

const send = (response: ServerResponse, status: number, body: string): void => {
  const requestId = { 'x-amzn-requestid': 'b25f48e8-84fd-11e6-80d9-574e0c4664cb' };
  response.writeHead(status, { 'content-type': 'text/xml', ...requestId }).end(body);
};

interface LambdaCall {
  readonly operation: string;
  readonly name: string;
  readonly part: keyof PlaneFunction | 'account';
}

const lambdaOperations = [
  ['configuration', 'GetFunctionConfiguration'],
  ['url', 'GetFunctionUrlConfig'],
  ['policy', 'GetPolicy'],
  ['concurrency', 'GetFunctionConcurrency'],
] as const;

/** A change takes effect at once. */
const updateFunction = (plane: ControlPlane, name: string, { RevisionId, ...change }: Update) => {
  const { functions = {} } = plane.content;
  const known = functions[name];
  const configuration = { ...known?.configuration, ...change, RevisionId: `after ${RevisionId}` };
  plane.content = {
    ...plane.content,
    functions: { ...functions, [name]: { ...known, configuration } },
  };
  plane.onUpdate?.();
};

interface Update {
  readonly RevisionId?: string;
}

const lambdaOperation = (path: string, method = 'GET'): LambdaCall | undefined => {
  if (/^\/\d{4}-\d\d-\d\d\/account-settings/.test(path)) {
    return { operation: 'GetAccountSettings', name: '', part: 'account' };
  }
  if (/^\/\d{4}-\d\d-\d\d\/event-source-mappings/.test(path)) {
    const name = new URLSearchParams(path.split('?')[1]).get('FunctionName') ?? '';
    return { operation: 'ListEventSourceMappings', name, part: 'mappings' };
  }
  const [, name, last] = /^\/\d{4}-\d\d-\d\d\/functions\/([^/]+)\/(\w+)/.exec(path) ?? [];
  const [part, operation] = lambdaOperations.find(([part]) => part === last) ?? [];
  const isUpdate = part === 'configuration' && method === 'PUT';
  return name && part && operation
    ? {
        operation: isUpdate ? 'UpdateFunctionConfiguration' : operation,
        name: decodeURIComponent(name).split(':function:').at(-1) ?? '',
        part,
      }
    : undefined;
};

const answerLambda = (
  {
    functions = {},
    accountLimit = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 },
  }: PlaneContent,
  call: LambdaCall,
  response: ServerResponse,
): void => {
  const known = functions[call.name];
  const account = { AccountLimit: accountLimit, AccountUsage: {} };
  const part = call.part === 'account' ? account : known?.[call.part];
  // A function without reserved concurrency answers an empty object, not an error.
  const body = known && call.part === 'concurrency' ? (part ?? {}) : part;
  if (call.part === 'mappings') {
    sendJson(response, 200, { EventSourceMappings: known?.mappings ?? [] });
    return;
  }
  if (body)
    sendJson(response, 200, call.part === 'policy' ? { Policy: JSON.stringify(body) } : body);
  else sendLambdaError(response, 404, 'ResourceNotFoundException', 'It does not exist.');
};

const sendJson = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const sendLambdaError = (
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
) => {
  response.setHeader('x-amzn-ErrorType', code);
  response.setHeader('x-amzn-RequestId', 'c3c8f3a7-0d6e-4f5a-9a63-5a0d2d0f0e11');
  sendJson(response, status, { Type: 'User', Message: message });
};
