import {
  DescribeTasksCommand,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { FibimgError, undefinedIf } from '../../core/error.ts';
import { type FleetPlace, fleetTask } from '../../core/fleet/fleet-place.ts';
import type { FleetTasks, TaskRequest } from '../../core/fleet/fleet-ports.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';

/** Of the JSON of a RunTask call's overrides (ECS API reference, TaskOverride). */
const mostOverrideBytes = 8192;
const mostDescribed = 100;
/** Its containers have stopped (ECS task lifecycle). */
const overStates = ['DEPROVISIONING', 'STOPPED'];

/** Tasks on Fargate. To list and to stop them only the cluster is needed. */
export const createFleetTasks = async (
  clients: AwsClients,
  place: Pick<FleetPlace, 'cluster'> & Partial<FleetPlace>,
): Promise<FleetTasks> => {
  const client = await clients.ecs();
  const { cluster } = place;
  const { timeoutMs } = clients.options;
  const call = <T>(
    operation: string,
    run: (abortSignal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> =>
    callAws({ service: 'ECS', operation, resource: `cluster ${cluster}` }, timeoutMs, signal, run);
  /** A task that was just started is not in every list yet. */
  const known = new Map<string, Set<string>>();
  return {
    async run(request, signal) {
      const command = new RunTaskCommand(runTaskInput(place, request));
      const { tasks = [], failures = [] } = await call(
        'RunTask',
        (abortSignal) => client.send(command, { abortSignal }),
        signal,
      );
      const started = tasks.flatMap(({ taskArn }) => taskArn ?? []);
      const all = known.get(request.startedBy) ?? new Set();
      known.set(request.startedBy, new Set([...all, ...started]));
      const words = failures.map(({ reason, detail }) =>
        [reason, detail].filter(Boolean).join(': '),
      );
      return { started, failures: words };
    },
    async ended(arns) {
      const found: Task[] = [];
      const gone: string[] = [];
      for (let from = 0; from < arns.length; from += mostDescribed) {
        const tasks = arns.slice(from, from + mostDescribed);
        const command = new DescribeTasksCommand({ cluster, tasks });
        const page = await call('DescribeTasks', (abortSignal) =>
          client.send(command, { abortSignal }),
        );
        found.push(...(page.tasks ?? []));
        // ECS forgets a task an hour after its end.
        gone.push(...(page.failures ?? []).flatMap(({ arn }) => arn ?? []));
      }
      const over = found.filter(({ lastStatus = '' }) => overStates.includes(lastStatus));
      return [
        ...over.map((task) => ({ arn: task.taskArn ?? '', why: endOf(task) })),
        ...gone.map((arn) => ({ arn, why: 'ECS knows its task no more' })),
      ];
    },
    async startedBy(run) {
      const arns = new Set(known.get(run) ?? []);
      let nextToken: string | undefined;
      do {
        const command: ListTasksCommand = new ListTasksCommand({
          ...{ cluster, startedBy: run },
          ...(nextToken !== undefined && { nextToken }),
        });
        // A cluster that is gone runs nothing.
        const page = await call('ListTasks', (abortSignal) =>
          client.send(command, { abortSignal }),
        ).catch(whenNoCluster);
        for (const arn of page.taskArns ?? []) arns.add(arn);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return [...arns];
    },
    async stop(arn, why) {
      const command = new StopTaskCommand({ cluster, task: arn, reason: why });
      await call('StopTask', (abortSignal) => client.send(command, { abortSignal })).catch(
        whenGone,
      );
    },
  };
};

const runTaskInput = (
  { cluster, taskDefinition, securityGroup, subnets = [] }: Partial<FleetPlace>,
  { count, startedBy, token, arguments: command, environment }: TaskRequest,
) => {
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value }));
  const overrides = {
    containerOverrides: [
      { name: fleetTask.container, command: [...command], environment: variables },
    ],
  };
  const bytes = Buffer.byteLength(JSON.stringify(overrides));
  if (bytes > mostOverrideBytes) {
    throw new FibimgError('refused', 'the signed URLs are too long for a task', {
      why: `with them its overrides have ${bytes} bytes, and ECS takes ${mostOverrideBytes}: the session token of these credentials is very long`,
      hint: 'use credentials of a user, or of a role with fewer session tags',
    });
  }
  return {
    ...{ cluster, taskDefinition, count, startedBy, clientToken: token, overrides },
    launchType: 'FARGATE' as const,
    platformVersion: '1.4.0',
    enableECSManagedTags: true,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...subnets],
        securityGroups: securityGroup === undefined ? [] : [securityGroup],
        assignPublicIp: 'ENABLED' as const,
      },
    },
  };
};

/** Why a task ended, in ECS's words. */
const endOf = ({ stopCode, stoppedReason, containers = [] }: Task): string => {
  const [container] = containers;
  const exit = container?.exitCode === undefined ? undefined : `exit code ${container.exitCode}`;
  const words = [stoppedReason ?? stopCode, container?.reason, exit].filter(Boolean);
  return words.length === 0 ? 'its task has ended' : `its task has ended: ${words.join('; ')}`;
};

/** Of errors that toFibimgError has made: their cause keeps the service's name for them. */
const named = (thrown: unknown, name: RegExp): boolean =>
  thrown instanceof FibimgError && name.test(`${thrown.why}`);

const whenNoCluster = (thrown: unknown) => {
  if (named(thrown, /ClusterNotFoundException/)) return { taskArns: [], nextToken: undefined };
  throw thrown;
};

const whenGone = (thrown: unknown): undefined => {
  if (named(thrown, /ClusterNotFoundException|task was not found/i)) return undefined;
  return undefinedIf('not_found')(thrown);
};
