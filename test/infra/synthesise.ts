import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { createFibimgStack } from '../../infra/fibimg-stack.ts';
import { readStackOptions } from '../../infra/stack-options.ts';

/** The stack and its template for these switches, with a small asset in the bundle's place. */
export const synthesise = (switches: Readonly<Record<string, string>> = {}) => {
  const asset = () => Code.fromAsset(new URL('asset', import.meta.url).pathname);
  const options = readStackOptions(switches);
  const stack = createFibimgStack(new App(), options, { bundle: asset(), imageLayer: asset });
  return { stack, template: Template.fromStack(stack) };
};
