import { defineCommand } from '../command/command.ts';

export const stackCommand = defineCommand({
  name: 'stack',
  summary: 'show a deployed stack, and what in it would spoil a load test',
  description:
    'Finds the function, its URL, the table and the bucket among the resources of a CloudFormation stack. Without a name: the stack of --stack, FIBIMG_STACK or a configuration file, else a list of the stacks that look like ours.',
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
  options: async () => (await import('./options.ts')).stackOptions,
  load: () => import('./run.ts'),
});
