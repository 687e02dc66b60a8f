import { isObject, type JsonObject } from '../json.ts';
import { templateEvents } from './event-facts.ts';
import { type FunctionEvidence, pickResources } from './pick-resources.ts';
import { unreadStack } from './stack.ts';
import type { StackFacts } from './stack-facts.ts';
import { type Declared, numberIn, referenceIn, stringIn, variablesIn } from './template-fields.ts';
import { templateFunction, templateUrl } from './template-function.ts';

/** What a synthesized template tells of its stack. Names that CloudFormation generates are undefined. */
export const templateFacts = (name: string, template: JsonObject): StackFacts => {
  const declared = declaredIn(template);
  // Picking goes by physical ids; before there are any, logical ids stand in for them.
  const standIns = declared.map(({ logicalId, type, properties }) => ({
    logicalId,
    type,
    physicalId:
      type === 'AWS::Lambda::Url' ? referenceIn(properties['TargetFunctionArn']) : logicalId,
    status: undefined,
  }));
  const picked = pickResources({ resources: standIns, outputs: {} }, declared.flatMap(evidenceOf));
  const find = (logicalId: string | undefined) =>
    declared.find((each) => each.logicalId === logicalId);
  const fn = find(picked.functionName);
  const table = find(picked.table);
  const bucket = find(picked.bucket);
  const nameOf = (logicalId: string) => explicitName(find(logicalId));
  return {
    stack: {
      ...unreadStack,
      name,
      resources: declared.map((each) => ({
        logicalId: each.logicalId,
        type: each.type,
        physicalId: explicitName(each),
        status: undefined,
      })),
      functionName: explicitName(fn),
      table: explicitName(table),
      bucket: explicitName(bucket),
    },
    function: fn && templateFunction(fn, nameOf),
    url: fn && templateUrl(fn.logicalId, declared),
    table: table && tableOf(table),
    bucket: bucket && bucketOf(bucket),
    concurrency: fn && {
      reserved: numberIn(fn.properties['ReservedConcurrentExecutions']),
      accountLimit: undefined,
      unreserved: undefined,
    },
    events: fn && templateEvents(fn.logicalId, declared),
    unknown: [],
  };
};

const declaredIn = ({ Resources }: JsonObject): readonly Declared[] =>
  Object.entries(isObject(Resources) ? Resources : {}).flatMap(([logicalId, resource]) =>
    isObject(resource) && typeof resource['Type'] === 'string'
      ? [
          {
            logicalId,
            type: resource['Type'],
            properties: isObject(resource['Properties']) ? resource['Properties'] : {},
          },
        ]
      : [],
  );

const evidenceOf = (resource: Declared): readonly FunctionEvidence[] => {
  if (resource.type !== 'AWS::Lambda::Function') return [];
  const environment = Object.entries(variablesIn(resource)).map(
    ([key, value]) => [key, referenceIn(value) ?? ''] as const,
  );
  return [
    { name: resource.logicalId, url: undefined, environment: Object.fromEntries(environment) },
  ];
};

const explicitName = (resource: Declared | undefined): string | undefined =>
  ['FunctionName', 'TableName', 'BucketName']
    .map((key) => stringIn(resource?.properties[key]))
    .find((name) => name !== undefined);

const tableOf = (resource: Declared): StackFacts['table'] => {
  const { BillingMode, ProvisionedThroughput } = resource.properties;
  const units = isObject(ProvisionedThroughput) ? ProvisionedThroughput : {};
  const onDemand = BillingMode === 'PAY_PER_REQUEST';
  return {
    name: explicitName(resource) ?? resource.logicalId,
    mode: onDemand ? 'on-demand' : 'provisioned',
    readUnits: onDemand ? undefined : numberIn(units['ReadCapacityUnits']),
    writeUnits: onDemand ? undefined : numberIn(units['WriteCapacityUnits']),
    status: undefined,
    keySchema: keySchemaOf(resource),
  };
};

const keySchemaOf = ({ properties }: Declared): string | undefined => {
  const fieldsIn = (name: string) => {
    const list = properties[name];
    return Array.isArray(list) ? list.filter(isObject) : [];
  };
  const keys = fieldsIn('KeySchema').map(({ AttributeName: name }) => {
    const definition = fieldsIn('AttributeDefinitions').find(
      (each) => each['AttributeName'] === name,
    );
    return `${name} (${definition?.['AttributeType']})`;
  });
  return keys.length === 0 ? undefined : keys.join(', ');
};

const bucketOf = (resource: Declared): StackFacts['bucket'] => {
  const configuration = resource.properties['VersioningConfiguration'];
  const status = isObject(configuration) ? configuration['Status'] : undefined;
  return {
    name: explicitName(resource) ?? resource.logicalId,
    versioning: status === 'Enabled' ? 'on' : status === 'Suspended' ? 'suspended' : 'off',
  };
};
