import type { StackResource } from './stack.ts';

/** What Lambda tells of one function; read only where the resources leave a choice. */
export interface FunctionEvidence {
  readonly name: string;
  /** Its own function URL, where it has one. */
  readonly url: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

interface PickedResources {
  readonly functionName: string | undefined;
  readonly functionUrl: string | undefined;
  readonly table: string | undefined;
  readonly bucket: string | undefined;
}

interface ListedStack {
  readonly resources: readonly StackResource[];
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Finds the function, its URL, the table and the bucket of a stack. Resources decide; outputs and the functions'
 * environments help. An undecided choice stays undefined rather than guessed.
 */
export const pickResources = (
  { resources, outputs }: ListedStack,
  evidence: readonly FunctionEvidence[] = [],
): PickedResources => {
  const tables = namesOf(resources, /^AWS::DynamoDB::(Global)?Table$/);
  const buckets = namesOf(resources, /^AWS::S3::Bucket$/);
  const name = pickFunction(resources, outputs, { tables, buckets }, evidence);
  const known = evidence.find((each) => each.name === name);
  const { TableName, BucketName, BUCKET_NAME } = known?.environment ?? {};
  return {
    functionName: name,
    functionUrl: known?.url ?? urlIn(outputs),
    table: oneOf(tables, TableName),
    bucket: oneOf(buckets, outputs['Bucket'], BucketName, BUCKET_NAME),
  };
};

/**
 * The functions to ask Lambda about because resources and outputs leave something open. Where nothing is open, no
 * permission on functions is needed.
 */
export const openFunctions = (parts: ListedStack): readonly string[] => {
  const { functionName, functionUrl, table, bucket } = pickResources(parts);
  const candidates = candidateFunctions(parts.resources);
  const has = (type: RegExp) => parts.resources.some((resource) => type.test(resource.type));
  const settled =
    (functionName !== undefined || candidates.length === 0) &&
    (functionUrl !== undefined || !has(/^AWS::Lambda::Url$/)) &&
    (table !== undefined || !has(/^AWS::DynamoDB::/)) &&
    (bucket !== undefined || !has(/^AWS::S3::Bucket$/));
  if (settled) return [];
  return functionName === undefined ? candidates : [functionName];
};

/** The functions that may be the service: all but CDK's own. */
const candidateFunctions = (resources: readonly StackResource[]): readonly string[] =>
  namesOf(
    resources.filter(({ logicalId }) => !helperIds.test(logicalId)),
    /^AWS::Lambda::Function$/,
  );

/** Logical ids of CDK's own functions: custom resource providers (one empties the bucket), log retention, deployments. */
const helperIds =
  /CustomResourceProvider|^LogRetention|^Custom(S3|CDK)|^BucketNotificationsHandler|^SingletonLambda|frameworkon(Event|Timeout|IsComplete)/i;

const pickFunction = (
  resources: readonly StackResource[],
  outputs: Readonly<Record<string, string>>,
  { tables, buckets }: { readonly tables: readonly string[]; readonly buckets: readonly string[] },
  evidence: readonly FunctionEvidence[],
): string | undefined => {
  const candidates = candidateFunctions(resources);
  const only = (names: readonly string[]) => (names.length === 1 ? names[0] : undefined);
  const candidatesIn = (found: (each: FunctionEvidence) => boolean) =>
    candidates.filter((name) => evidence.some((each) => each.name === name && found(each)));
  const url = urlIn(outputs);
  return (
    only(candidates.filter((name) => urlTargets(resources).includes(name))) ??
    only(candidates) ??
    only(candidatesIn((each) => each.url !== undefined && sameUrl(each.url, url))) ??
    only(
      candidatesIn(({ environment: { TableName, BucketName, BUCKET_NAME } }) => {
        const bucket = BucketName ?? BUCKET_NAME;
        return bucket !== undefined
          ? buckets.includes(bucket)
          : TableName !== undefined && tables.includes(TableName);
      }),
    ) ??
    only(candidatesIn((each) => each.url !== undefined))
  );
};

const namesOf = (resources: readonly StackResource[], type: RegExp): readonly string[] =>
  resources.flatMap((resource) =>
    type.test(resource.type) && resource.physicalId !== undefined && isThere(resource)
      ? [resource.physicalId]
      : [],
  );

const isThere = ({ status }: StackResource): boolean => status !== 'DELETE_COMPLETE';

/** The physical id of a function URL is the ARN of its function, perhaps with an alias at its end. */
const urlTargets = (resources: readonly StackResource[]): readonly string[] =>
  namesOf(resources, /^AWS::Lambda::Url$/).map((id) => functionNameIn(id));

/** The function's name in an ARN, full or partial, or the name itself. */
const functionNameIn = (id: string): string => /(?:^|:)function:([^:]+)/.exec(id)?.[1] ?? id;

/** The only name, else the first hint that is among the names. */
const oneOf = (
  names: readonly string[],
  ...hints: readonly (string | undefined)[]
): string | undefined =>
  names.length === 1 ? names[0] : hints.find((hint) => hint !== undefined && names.includes(hint));

const urlIn = (outputs: Readonly<Record<string, string>>): string | undefined =>
  [outputs['TheUrl'], ...Object.values(outputs)].find(
    (value, index) =>
      value !== undefined &&
      (index === 0 ? /^https?:\/\//.test(value) : /^https:\/\/[a-z0-9]+\.lambda-url\./.test(value)),
  );

const sameUrl = (one: string, other: string | undefined): boolean =>
  other !== undefined && one.replace(/\/$/, '') === other.replace(/\/$/, '');
