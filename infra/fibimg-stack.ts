import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addAlarms } from './alarms.ts';
import { addFleet } from './fleet.ts';
import { addFunction, type FunctionAssets } from './function.ts';
import { addFunctionUrl } from './function-url.ts';
import { addHelperLog } from './log-groups.ts';
import { stackNames } from './stack-names.ts';
import type { StackOptions } from './stack-options.ts';
import { addStorage } from './storage.ts';

/**
 * The system: bucket, table, function and function URL. No account or region is fixed, so that synthesis needs
 * neither credentials nor a network. The tag `fibimg` is the stack's, and CloudFormation hands it on to the resources.
 */
export const createFibimgStack = (
  scope: Construct,
  options: StackOptions,
  assets: FunctionAssets,
): Stack => {
  const names = stackNames(options);
  const stack = new Stack(scope, names.stack, {
    description: 'GetFibonacciImage: images of Fibonacci sizes, and how fast they are served',
    tags: { fibimg: options.parity === 'original' ? 'parity-original' : 'true' },
  });
  const storage = addStorage(stack, names, options);
  const { lambda, target } = addFunction(stack, names, options, storage, assets);
  const url = addFunctionUrl(target, options);
  const output = (name: string, value: string) => new CfnOutput(stack, name, { value });
  output('TheUrl', url.url);
  output('Bucket', storage.bucket.bucketName);
  if (options.parity === 'original') return stack;
  output('Table', storage.table.tableName);
  output('Function', lambda.functionName);
  output('Region', stack.region);
  if (options.alias) output('Alias', options.alias);
  addAlarms(stack, lambda, options);
  if (options.fleet === 'on') addFleet(stack, options);
  addHelperLog(stack);
  return stack;
};
