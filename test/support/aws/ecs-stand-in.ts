import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { RunTaskCommandInput } from '@aws-sdk/client-ecs';

/** An error as ECS words it. */
export interface EcsRefusal {
  readonly type: string;
  readonly message: string;
  readonly status?: number;
}

export interface EcsOptions {
  /** What the nth RunTask call, from 0, fails with in place of starting tasks. */
  readonly failuresOf?: (call: number) => readonly string[];
  /** Of an operation such as `StopTask`. */
  readonly refuse?: (operation: string, call: number) => EcsRefusal | undefined;
  /** From the call to the process of the nth task. */
  readonly startDelayMs?: (task: number) => number;
  /** How far the clock of the nth task is off; of one that is, ECS does not vouch for it. */
  readonly shiftMs?: (task: number) => number;
  /** What the process of the nth task runs in place of its command: a bad image, say. */
  readonly runInstead?: (task: number) => readonly string[] | undefined;
}

export interface StandInTask {
  readonly arn: string;
  readonly startedBy: string;
  readonly child: ChildProcess | undefined;
  readonly stopped: boolean;
  readonly err: string;
}

/** ECS over the wire, whose tasks are processes of this machine. They find their metadata where ECS serves it. */
export const startEcs = async (options: EcsOptions = {}) => {
  const tasks: { -readonly [K in keyof StandInTask]: StandInTask[K] }[] = [];
  const tokens = new Map<string, object>();
  const operations: string[] = [];
  const requests: RunTaskCommandInput[] = [];
  let runCalls = 0;
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const start = (input: RunTaskCommandInput) => {
    const number = tasks.length;
    const arn = `arn:aws:ecs:eu-west-1:123456789012:task/fleet/${String(number).padStart(32, '0')}`;
    const task = {
      arn,
      startedBy: input.startedBy ?? '',
      child: undefined,
      stopped: false,
      err: '',
    };
    tasks.push(task);
    setTimeout(() => launch(number, input), options.startDelayMs?.(number) ?? 0);
    return { taskArn: arn, lastStatus: 'PROVISIONING', desiredStatus: 'RUNNING' };
  };

  const launch = (number: number, input: RunTaskCommandInput): void => {
    const task = tasks[number];
    if (task === undefined || task.stopped) return;
    const [override] = input.overrides?.containerOverrides ?? [];
    const variables = (override?.environment ?? []).map(({ name, value }) => [name, value]);
    const shiftMs = options.shiftMs?.(number) ?? 0;
    const preload = join(import.meta.dirname, 'shifted-clock.mjs');
    const child = spawn(
      process.execPath,
      options.runInstead?.(number) ?? [
        ...(shiftMs === 0 ? [] : ['--import', preload]),
        ...(override?.command ?? []),
      ],
      {
        env: {
          ...Object.fromEntries(variables),
          TEST_CLOCK_SHIFT_MS: String(shiftMs),
          ECS_CONTAINER_METADATA_URI_V4: `${url}/metadata/${number}`,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    task.child = child;
    child.stderr?.on('data', (chunk: Buffer) => {
      task.err += chunk;
    });
    child.once('exit', () => {
      task.stopped = true;
    });
  };

  const describe = ({ arn, child, stopped }: StandInTask) => ({
    taskArn: arn,
    lastStatus: stopped ? 'STOPPED' : 'RUNNING',
    ...(stopped && {
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'Generator', exitCode: child?.exitCode ?? 137 }],
    }),
  });

  const onOperation: Record<string, (input: Record<string, unknown>) => object> = {
    RunTask: (raw) => {
      const input = raw as unknown as RunTaskCommandInput;
      const call = runCalls;
      runCalls += 1;
      requests.push(input);
      const known = tokens.get(input.clientToken ?? '');
      if (known !== undefined) return known;
      const failures = (options.failuresOf?.(call) ?? []).map((reason) => ({ reason }));
      const count = (input.count ?? 1) - failures.length;
      const reply = { tasks: Array.from({ length: count }, () => start(input)), failures };
      if (failures.length === 0) tokens.set(input.clientToken ?? '', reply);
      return reply;
    },
    DescribeTasks: ({ tasks: arns }) => ({
      tasks: tasks.filter(({ arn }) => (arns as string[]).includes(arn)).map(describe),
    }),
    ListTasks: ({ startedBy }) => ({
      taskArns: tasks
        .filter((task) => task.startedBy === startedBy && !task.stopped)
        .map(({ arn }) => arn),
    }),
    StopTask: ({ task: arn }) => {
      const task = tasks.find((one) => one.arn === arn);
      if (task?.child === undefined && task !== undefined) task.stopped = true;
      task?.child?.kill('SIGTERM');
      return { task: { taskArn: arn } };
    },
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [, number] = /^\/metadata\/(\d+)\/task$/.exec(request.url ?? '') ?? [];
    if (number !== undefined) return reply(response, 200, metadataOf(Number(number)));
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const call = operations.filter((one) => one === operation).length;
    operations.push(operation);
    const refusal = options.refuse?.(operation, call);
    if (refusal !== undefined) {
      const { type, message, status = 400 } = refusal;
      return reply(response, status, { __type: type, message });
    }
    const input = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    reply(response, 200, onOperation[operation]?.(input) ?? {});
  };

  const metadataOf = (number: number) => ({
    TaskARN: tasks[number]?.arn,
    ClockDrift: {
      ReferenceTimestamp: '2026-11-21T10:00:00Z',
      ClockErrorBound: 0.5,
      ClockSynchronizationStatus: options.shiftMs?.(number) ? 'NOT_SYNCHRONIZED' : 'SYNCHRONIZED',
    },
  });

  return {
    url,
    tasks,
    operations,
    requests,
    /** Tasks whose processes still run. */
    running: () => tasks.filter(({ child, stopped }) => child !== undefined && !stopped),
    close: async (): Promise<void> => {
      for (const { child } of tasks) child?.kill('SIGKILL');
      server.closeAllConnections();
      server.close();
    },
  };
};

const reply = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
};
