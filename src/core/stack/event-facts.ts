import { isObject, type JsonObject } from '../json.ts';
import { type Declared, numberIn, referenceIn, stringIn } from './template-fields.ts';

/** Something that calls the function with events. */
export interface EventSource {
  readonly kind: 'rule' | 'schedule' | 'queue' | 'notification';
  readonly logicalId: string;
  /** The service's own word where it was asked, else the template's. */
  readonly state: string | undefined;
  /** What the keys of its uploads begin with, '' for all; undefined where it is about no uploads. */
  readonly prefixes?: readonly string[] | undefined;
  /** Of a schedule. */
  readonly expression?: string | undefined;
  /** Whether the function lets it call. */
  readonly isAllowed: boolean;
  /** Of a queue: how long a message is hidden from others, and whether one that keeps failing is put aside. */
  readonly visibilityS?: number | undefined;
  readonly setsAside?: boolean | undefined;
  /** Whether the function's answer may name single messages of a batch. */
  readonly reportsFailures?: boolean | undefined;
}

export interface EventFacts {
  readonly sources: readonly EventSource[];
  /** Whether asynchronous events that fail for good are kept anywhere. */
  readonly keepsFailures: boolean;
}

/** What in a template calls a function with events; undefined where nothing does. */
export const templateEvents = (
  functionId: string,
  declared: readonly Declared[],
): EventFacts | undefined => {
  const ofType = (type: string) => declared.filter((each) => each.type === type);
  const aliases = ofType('AWS::Lambda::Alias').filter(
    ({ properties }) => referenceIn(properties['FunctionName']) === functionId,
  );
  const targets = new Set([functionId, ...aliases.map(({ logicalId }) => logicalId)]);
  const isOurs = (value: unknown): boolean => targets.has(referenceIn(value) ?? '');
  const allowed = ofType('AWS::Lambda::Permission')
    .map(({ properties }) => properties)
    .filter(({ FunctionName }) => isOurs(FunctionName));
  const sources = [
    ...ofType('AWS::Events::Rule')
      .filter(({ properties }) => objectsIn(properties['Targets']).some(({ Arn }) => isOurs(Arn)))
      .map((rule) => ruleOf(rule, allowed)),
    ...ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => isOurs(properties['FunctionName']))
      .map((mapping) => queueOf(mapping, declared)),
    ...ofType('AWS::S3::Bucket').flatMap((bucket) =>
      notificationsOf(bucket, 'LambdaConfigurations')
        .filter((each) => isOurs(each['Function']))
        .map((each) => notificationOf(bucket, each, allowed)),
    ),
  ];
  return sources.length === 0
    ? undefined
    : { sources, keepsFailures: keepsFailures(functionId, declared, isOurs) };
};

const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

const memberOf = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((at, name) => (isObject(at) ? at[name] : undefined), value);

const ruleOf = (
  { logicalId, properties }: Declared,
  allowed: readonly JsonObject[],
): EventSource => {
  const expression = stringIn(properties['ScheduleExpression']);
  const keys = memberOf(properties['EventPattern'], 'detail', 'object', 'key');
  const sources = memberOf(properties['EventPattern'], 'source');
  const isUpload = Array.isArray(sources) && sources.includes('aws.s3');
  return {
    kind: expression === undefined ? 'rule' : 'schedule',
    logicalId,
    state: stringIn(properties['State']) ?? 'ENABLED',
    expression,
    prefixes: isUpload ? prefixesIn(keys) : undefined,
    isAllowed: mayCall(allowed, 'events.amazonaws.com', logicalId),
  };
};

/** A pattern's keys: prefixes, and whole keys, which are narrower; anything else may be any key. */
const prefixesIn = (keys: unknown): readonly string[] =>
  Array.isArray(keys)
    ? keys.map((key) => stringIn(key) ?? stringIn(memberOf(key, 'prefix')) ?? '')
    : [''];

const mayCall = (allowed: readonly JsonObject[], principal: string, sourceId: string): boolean =>
  allowed.some(
    ({ Principal, SourceArn }) =>
      Principal === principal && (SourceArn === undefined || referenceIn(SourceArn) === sourceId),
  );

/** CloudFormation's own default. */
const defaultVisibilityS = 30;

const queueOf = (
  { logicalId, properties }: Declared,
  declared: readonly Declared[],
): EventSource => {
  const queueId = referenceIn(properties['EventSourceArn']);
  const queue = declared.find((each) => each.logicalId === queueId);
  const told = declared
    .flatMap((each) => notificationsOf(each, 'QueueConfigurations'))
    .filter((each) => referenceIn(each['Queue']) === queueId);
  const types = properties['FunctionResponseTypes'];
  return {
    kind: 'queue',
    logicalId,
    state: properties['Enabled'] === false ? 'Disabled' : 'Enabled',
    prefixes: told.length === 0 ? undefined : told.map(prefixOf),
    // Lambda polls: the right is the function's own.
    isAllowed: true,
    visibilityS: queue && (numberIn(queue.properties['VisibilityTimeout']) ?? defaultVisibilityS),
    setsAside: queue && queue.properties['RedrivePolicy'] !== undefined,
    reportsFailures: Array.isArray(types) && types.includes('ReportBatchItemFailures'),
  };
};

const notificationsOf = ({ properties }: Declared, kind: string): readonly JsonObject[] =>
  objectsIn(memberOf(properties['NotificationConfiguration'], kind));

const prefixOf = (notification: JsonObject): string => {
  const rules = objectsIn(memberOf(notification['Filter'], 'S3Key', 'Rules'));
  return stringIn(rules.find(({ Name }) => Name === 'prefix')?.['Value']) ?? '';
};

const notificationOf = (
  { logicalId }: Declared,
  notification: JsonObject,
  allowed: readonly JsonObject[],
): EventSource => ({
  kind: 'notification',
  logicalId,
  state: 'ENABLED',
  prefixes: [prefixOf(notification)],
  isAllowed: mayCall(allowed, 's3.amazonaws.com', logicalId),
});

const keepsFailures = (
  functionId: string,
  declared: readonly Declared[],
  isOurs: (value: unknown) => boolean,
): boolean =>
  declared.some(({ logicalId, type, properties }) =>
    type === 'AWS::Lambda::EventInvokeConfig'
      ? isOurs(properties['FunctionName']) &&
        memberOf(properties['DestinationConfig'], 'OnFailure', 'Destination') !== undefined
      : logicalId === functionId &&
        memberOf(properties['DeadLetterConfig'], 'TargetArn') !== undefined,
  );
