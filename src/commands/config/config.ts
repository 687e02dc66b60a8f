import { defineCommand } from '../command/command.ts';

export const configCommand = defineCommand({
  name: 'config',
  summary: 'show every setting with where its value comes from',
  description: [
    'A flag beats an environment variable, which beats fibimg.config.json in this folder or the nearest',
    "above it, which beats the user's own config.json (in ~/.config/fibimg), which beats the default.",
    'A configuration file is one flat JSON object; its keys are these options in camel case, such as',
    'dataDir. One that belongs to another user is not read; endpointUrl, insecure and ca of a project',
    'are named on every run. AWS credentials and what is not set here follow the AWS SDK.',
  ].join('\n'),
  examples: [
    { line: 'fibimg config', what: 'what holds here, and why' },
    { line: 'fibimg config --json', what: 'the same for a program' },
  ],
  options: async () => (await import('./options.ts')).configOptions,
  load: () => import('./run.ts'),
});
