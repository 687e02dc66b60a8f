import {
  type CloudFormationClient,
  DescribeStacksCommand,
  type DescribeStacksCommandOutput,
  ListStackResourcesCommand,
  type ListStackResourcesCommandOutput,
  ListStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { FibimgError, undefinedIf } from '../../core/error.ts';
import type { StackResource } from '../../core/stack/stack.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';

/** CloudFormation's lists, each read to its last page. */
export interface CloudFormation {
  region(): Promise<string>;
  /** undefined where there is no such stack. */
  stack(name: string): Promise<Stack | undefined>;
  stacks(): AsyncIterable<Stack>;
  resources(stackName: string): Promise<readonly StackResource[]>;
  /** When the last stack of this name was deleted, which is remembered for 90 days; undefined when that cannot be known. */
  deletionTime(name: string): Promise<Date | undefined>;
}

/** Pages of deleted stacks that are searched; a few hundred stacks are enough for a hint. */
const mostDeletedPages = 3;

export const openCloudFormation = async (
  clients: AwsClients,
  signal: AbortSignal | undefined,
): Promise<CloudFormation> => {
  const client = await clients.cloudFormation();
  const call = <T>(operation: string, resource: string, run: (signal: AbortSignal) => Promise<T>) =>
    callAws(
      { service: 'CloudFormation', operation, resource },
      clients.options.timeoutMs,
      signal,
      run,
    );
  const deletedPage = (token: string | undefined) => {
    const filter = { StackStatusFilter: ['DELETE_COMPLETE' as const], ...next(token) };
    return call('ListStacks', 'deleted stacks', (abortSignal) =>
      client.send(new ListStacksCommand(filter), { abortSignal }),
    );
  };
  return {
    region: () => client.config.region(),
    stack: (name) =>
      call('DescribeStacks', `stack ${name}`, async (abortSignal) => {
        const command = new DescribeStacksCommand({ StackName: name });
        return (await client.send(command, { abortSignal })).Stacks?.[0];
      }).catch(undefinedIf('not_found')),
    async *stacks() {
      let token: string | undefined;
      do {
        const page: DescribeStacksCommandOutput = await call(
          'DescribeStacks',
          'all stacks',
          (abortSignal) => client.send(new DescribeStacksCommand(next(token)), { abortSignal }),
        );
        yield* page.Stacks ?? [];
        token = page.NextToken;
      } while (token !== undefined);
    },
    resources: (name) => allResources(client, call, name),
    async deletionTime(name) {
      let token: string | undefined;
      for (let page = 0; page < mostDeletedPages; page += 1) {
        const answer = await deletedPage(token).catch(undefinedWhenRefused);
        const found = answer?.StackSummaries?.find(({ StackName }) => StackName === name);
        token = answer?.NextToken;
        if (found !== undefined || token === undefined) return found?.DeletionTime;
      }
      return undefined;
    },
  };
};

type CloudFormationCall = <T>(
  operation: string,
  resource: string,
  run: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

const next = (token: string | undefined) => (token === undefined ? {} : { NextToken: token });

const allResources = async (
  client: CloudFormationClient,
  call: CloudFormationCall,
  name: string,
): Promise<readonly StackResource[]> => {
  const resources: StackResource[] = [];
  let token: string | undefined;
  do {
    const command = new ListStackResourcesCommand({ StackName: name, ...next(token) });
    const page: ListStackResourcesCommandOutput = await call(
      'ListStackResources',
      `stack ${name}`,
      (abortSignal) => client.send(command, { abortSignal }),
    );
    for (const summary of page.StackResourceSummaries ?? []) {
      resources.push({
        logicalId: summary.LogicalResourceId ?? '',
        type: summary.ResourceType ?? '',
        physicalId: summary.PhysicalResourceId || undefined,
        status: summary.ResourceStatus,
      });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return resources;
};

/** A hint that cannot be had is no failure. */
const undefinedWhenRefused = (thrown: unknown): undefined => {
  if (thrown instanceof FibimgError) return undefined;
  throw thrown;
};
