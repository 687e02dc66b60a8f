import { FibimgError } from '../error.ts';
import { isObject } from '../json.ts';
import { pickResources } from './pick-resources.ts';
import { unreadStack } from './stack.ts';
import { type StackFacts, unreadParts } from './stack-facts.ts';
import { templateFacts } from './stack-template.ts';

/**
 * The stacks that a file describes, without asking AWS: what `cdk deploy --outputs-file` wrote, or a
 * synthesized template (JSON).
 *
 * @param name what a template's stack is called; templates do not say.
 */
export const readStackFile = (text: string, path: string, name: string): readonly StackFacts[] => {
  const json = parse(text, path);
  if (isObject(json) && isObject(json['Resources'])) return [templateFacts(name, json)];
  const stacks = isObject(json) ? Object.entries(json) : [];
  const facts = stacks.flatMap(([stack, outputs]) =>
    isOutputs(outputs) ? [outputFacts(stack, outputs)] : [],
  );
  if (facts.length > 0 && facts.length === stacks.length) return facts;
  throw new FibimgError('config', `${path} describes no stack`, {
    why: 'it is neither a CDK outputs file nor a template with Resources',
    hint: 'cdk deploy --outputs-file outputs.json writes the one, cdk synth --json the other',
  });
};

const parse = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new FibimgError('config', `${path} is not JSON`, {
      hint: 'use the template of cdk.out, or cdk synth --json',
    });
  }
};

const isOutputs = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((output) => typeof output === 'string');

const outputFacts = (name: string, outputs: Readonly<Record<string, string>>): StackFacts => ({
  ...unreadParts,
  stack: {
    ...unreadStack,
    name,
    outputs,
    ...pickResources({ resources: [], outputs }),
    bucket: outputs['Bucket'],
    table: outputs['Table'],
    functionName: outputs['Function'],
  },
});
