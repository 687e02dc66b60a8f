import type { Command } from '../command/command.ts';
import { awsOptions, timeoutOption, trustOptions } from '../command/target-options.ts';

export const stackCommand: Command = {
  name: 'stack',
  summary: 'show a deployed stack, and what in it would spoil a load test',
  description:
    'Finds the function, its URL, the table and the bucket among the resources of a CloudFormation stack. Without a name: the stack of --stack, FIBIMG_STACK or a configuration file, else a list of the stacks that look like ours.',
  args: [{ syntax: '[name]', summary: 'name of the stack' }],
  examples: [
    { line: 'fibimg stack', what: 'which stacks there are' },
    { line: 'fibimg stack NAME --rate 50', what: 'is it fit for 50 requests a second?' },
    { line: 'fibimg stack NAME --check', what: 'the same as a gate: exit 1 if it is not fit' },
    { line: 'eval "$(fibimg stack NAME --env)"', what: 'its names as shell variables' },
    {
      line: 'fibimg stack --from cdk.out/NAME.template.json',
      what: 'check a stack before it is deployed',
    },
  ],
  options: [
    { flags: '--from <file>', summary: 'a CDK outputs file or a template, instead of asking AWS' },
    { flags: '--env', summary: 'print STACK_NAME, FUNCTION_NAME, FUNCTION_URL, TABLE_NAME, ...' },
    {
      flags: '--check',
      summary: 'exit 1 where there is a problem, or something that could not be checked',
    },
    { flags: '--rate <n>', summary: 'requests a second that are planned' },
    { flags: '--vus <n>', summary: 'virtual users that are planned' },
    { flags: '--stack <name>', summary: 'the same as NAME', env: 'FIBIMG_STACK' },
    ...awsOptions,
    timeoutOption,
    ...trustOptions,
  ],
  load: () => import('./run.ts'),
};
