import type { Stack } from '@aws-sdk/client-cloudformation';
import { FibimgError } from '../../core/error.ts';
import { openFunctions, pickResources } from '../../core/stack/pick-resources.ts';
import type { ResolvedStack, StackResource } from '../../core/stack/stack.ts';
import type { StackSummary } from '../../core/stack/stack-facts.ts';
import { ownTag } from '../../core/stack/stack-ownership.ts';
import { formatUtc } from '../../core/utc.ts';
import type { AwsClients } from '../client/clients.ts';
import { type CloudFormation, openCloudFormation } from './cloud-formation.ts';

/** Finds one stack's function, URL, table and bucket. A stack that is not there is a `not_found` error. */
export const discoverStack = async (
  clients: AwsClients,
  name: string,
  signal?: AbortSignal,
): Promise<ResolvedStack> => {
  const cloudFormation = await openCloudFormation(clients, signal);
  // Both at once saves a round trip; without a stack it is the first answer that counts.
  const [stack, resources] = await Promise.allSettled([
    cloudFormation.stack(name),
    cloudFormation.resources(name),
  ]);
  if (stack.status === 'rejected') throw stack.reason;
  if (stack.value === undefined) throw await unknownStack(cloudFormation, name);
  if (resources.status === 'rejected') throw resources.reason;
  return resolve(
    clients,
    cloudFormation,
    { stack: stack.value, resources: resources.value },
    signal,
  );
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
    const resources = await cloudFormation.resources(stack.StackName ?? '');
    const resolved = await resolve(clients, cloudFormation, { stack, resources }, signal);
    const { name, status, functionName, functionUrl, table, bucket } = resolved;
    found.push({ name, status: status ?? '', functionName, functionUrl, table, bucket });
  }
  return found;
};

const looksLikeOurs = ({ Outputs, Tags }: Stack): boolean => {
  const outputs = new Set(Outputs?.map(({ OutputKey }) => OutputKey));
  const tagged = Tags?.some(({ Key }) => Key === ownTag) ?? false;
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
  { stack, resources }: { readonly stack: Stack; readonly resources: readonly StackResource[] },
  signal: AbortSignal | undefined,
): Promise<ResolvedStack> => {
  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
  );
  const parts = { resources, outputs };
  const open = openFunctions(parts);
  const evidence = open.length === 0 ? [] : await askLambda(clients, open, signal);
  return {
    name: stack.StackName ?? '',
    region: stack.StackId?.split(':')[3] || (await cloudFormation.region()),
    account: stack.StackId?.split(':')[4] || undefined,
    status: stack.StackStatus,
    statusReason: stack.StackStatusReason,
    tags: Object.fromEntries((stack.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    ...parts,
    ...pickResources(parts, evidence),
  };
};

/** Loads Lambda's part of the SDK only where the resources leave a choice. */
const askLambda = async (
  clients: AwsClients,
  names: readonly string[],
  signal: AbortSignal | undefined,
) => {
  const { functionEvidence } = await import('./function-evidence.ts');
  return functionEvidence(clients, names, signal);
};
