import type { Stack } from '@aws-sdk/client-cloudformation';
import { FibimgError } from '../core/error.ts';
import { pickResources } from '../core/pick-resources.ts';
import type { ResolvedStack } from '../core/stack.ts';
import type { StackSummary } from '../core/stack-facts.ts';
import { formatUtc } from '../core/utc.ts';
import type { AwsClients } from './clients.ts';
import { type CloudFormation, openCloudFormation } from './cloud-formation.ts';
import { functionEvidence } from './function-evidence.ts';

/** Finds one stack's function, URL, table and bucket. A stack that is not there is a `not_found` error. */
export const discoverStack = async (
  clients: AwsClients,
  name: string,
  signal?: AbortSignal,
): Promise<ResolvedStack> => {
  const cloudFormation = await openCloudFormation(clients, signal);
  const stack = await cloudFormation.stack(name);
  if (stack === undefined) throw await unknownStack(cloudFormation, name);
  return resolve(clients, cloudFormation, stack, signal);
};

/** The stacks that look like ours, by their outputs or the tag `fibimg`; only of those the resources are read. */
export const listOwnStacks = async (
  clients: AwsClients,
  signal?: AbortSignal,
): Promise<readonly StackSummary[]> => {
  const cloudFormation = await openCloudFormation(clients, signal);
  const found: StackSummary[] = [];
  for await (const stack of cloudFormation.stacks()) {
    if (!looksLikeOurs(stack)) continue;
    const resolved = await resolve(clients, cloudFormation, stack, signal);
    const { name, status, functionName, functionUrl, table, bucket } = resolved;
    found.push({ name, status: status ?? '', functionName, functionUrl, table, bucket });
  }
  return found;
};

const looksLikeOurs = ({ Outputs, Tags }: Stack): boolean => {
  const outputs = new Set(Outputs?.map(({ OutputKey }) => OutputKey));
  const tagged = Tags?.some(({ Key }) => Key === 'fibimg') ?? false;
  return tagged || (outputs.has('TheUrl') && outputs.has('Bucket'));
};

const unknownStack = async (cloudFormation: CloudFormation, name: string): Promise<FibimgError> => {
  const deleted = await cloudFormation.deletionTime(name);
  const where = `there is no stack ${name} in ${await cloudFormation.region()}`;
  return new FibimgError('not_found', where, {
    ...(deleted && { why: `one of that name was deleted at ${formatUtc(deleted)} UTC` }),
    hint: 'fibimg stack lists those that look like ours; --region and --profile look elsewhere',
  });
};

const resolve = async (
  clients: AwsClients,
  cloudFormation: CloudFormation,
  stack: Stack,
  signal: AbortSignal | undefined,
): Promise<ResolvedStack> => {
  const name = stack.StackName ?? '';
  // A deleted stack is known by its id alone.
  const isDeleted = stack.StackStatus === 'DELETE_COMPLETE';
  const resources = await cloudFormation.resources(isDeleted ? (stack.StackId ?? name) : name);
  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
  );
  const parts = { resources, outputs };
  return {
    name,
    region: stack.StackId?.split(':')[3] || (await cloudFormation.region()),
    status: stack.StackStatus,
    statusReason: stack.StackStatusReason,
    ...parts,
    ...pickResources(parts, await functionEvidence(clients, parts, signal)),
  };
};
