import { isObject } from '../json.ts';
import { type FunctionFacts, resourceVariables, type UrlFacts } from './stack-facts.ts';
import { type Declared, numberIn, referenceIn, stringIn, variablesIn } from './template-fields.ts';

/** A function's configuration in a template, with CloudFormation's defaults for what it leaves out. */
export const templateFunction = (
  fn: Declared,
  nameOf: (logicalId: string) => string | undefined,
): FunctionFacts => {
  const { properties } = fn;
  const variables = variablesIn(fn);
  const architectures = properties['Architectures'];
  return {
    name: stringIn(properties['FunctionName']) ?? fn.logicalId,
    memoryMb: numberIn(properties['MemorySize']) ?? 128,
    timeoutS: numberIn(properties['Timeout']) ?? 3,
    runtime: stringIn(properties['Runtime']) ?? stringIn(properties['PackageType']),
    architecture: (Array.isArray(architectures) && stringIn(architectures[0])) || 'x86_64',
    version: undefined,
    codeSha256: undefined,
    state: undefined,
    lastUpdate: undefined,
    environmentNames: Object.keys(variables).sort(),
    environment: Object.fromEntries(
      resourceVariables.flatMap((key) => {
        const target = referenceIn(variables[key]);
        const name = isObject(variables[key]) ? nameOf(target ?? '') : target;
        return name === undefined ? [] : [[key, name]];
      }),
    ),
  };
};

/** The function's URL and what its permissions let anybody do; undefined where it has no URL. */
export const templateUrl = (
  functionId: string,
  declared: readonly Declared[],
): UrlFacts | undefined => {
  const url = declared.find(
    ({ type, properties }) =>
      type === 'AWS::Lambda::Url' && referenceIn(properties['TargetFunctionArn']) === functionId,
  );
  if (url === undefined) return undefined;
  const granted = declared
    .filter(
      ({ type, properties }) =>
        type === 'AWS::Lambda::Permission' &&
        referenceIn(properties['FunctionName']) === functionId &&
        properties['Principal'] === '*' &&
        properties['SourceArn'] === undefined &&
        properties['PrincipalOrgID'] === undefined &&
        (properties['FunctionUrlAuthType'] ?? 'NONE') === 'NONE',
    )
    .flatMap(({ properties }) => stringIn(properties['Action']) ?? []);
  return {
    url: undefined,
    authType: stringIn(url.properties['AuthType']),
    publicActions: granted,
  };
};
