import { settingSpecs } from '../../config/settings.ts';
import type { Command } from '../command/command.ts';

export const configCommand: Command = {
  name: 'config',
  summary: 'show every setting with where its value comes from',
  description: [
    'A flag beats an environment variable, which beats fibimg.config.json in this folder or the nearest',
    "above it, which beats the user's own config.json (in ~/.config/fibimg), which beats the default.",
    'AWS credentials and what is not set here follow the AWS SDK: AWS_PROFILE, AWS_REGION and so on.',
    '',
    'Keys of a configuration file, one flat JSON object:',
    ...Object.entries(settingSpecs).map(([key, { expected }]) => `  ${key.padEnd(12)} ${expected}`),
  ].join('\n'),
  examples: [
    { line: 'fibimg config', what: 'what holds here, and why' },
    { line: 'fibimg config --json', what: 'the same for a program' },
  ],
  options: Object.values(settingSpecs).map(({ flag, env, expected }) => ({
    flags: flag === '--insecure' ? flag : `${flag} <value>`,
    summary: `see what follows from ${expected}`,
    env,
  })),
  load: () => import('./run.ts'),
};
