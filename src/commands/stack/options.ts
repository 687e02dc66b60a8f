import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
import { awsOptions, trustOptions } from '../command/common-options.ts';

const { stack, timeout } = settingOptions;

export const stackOptions = {
  stack: { ...stack, help: 'which stack', group: 'Options', positional: 'the stack' },
  from: option.text({
    help: 'a CDK outputs file or a template, instead of asking AWS',
    placeholder: 'file',
    expected: 'a file',
  }),
  env: option.switch({ help: 'print STACK_NAME, FUNCTION_NAME, FUNCTION_URL, TABLE_NAME, ...' }),
  check: option.switch({
    help: 'exit 1 where there is a problem, or something that could not be checked',
  }),
  rate: option.number({ help: 'requests a second that are planned', above: 0, max: 100_000 }),
  vus: option.number({ help: 'virtual users that are planned', above: 0, max: 100_000 }),
  timeout,
  ...trustOptions,
  ...awsOptions,
} as const;
