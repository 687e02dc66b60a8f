import type { Command } from '../command/command.ts';
import { awsOptions, timeoutOption, trustOptions } from '../command/target-options.ts';

export const invokeCommand: Command = {
  name: 'invoke',
  summary: 'invoke the function directly, and tell what the call cost in time and money',
  description:
    'Prints the answer, and on standard error whether the start was cold, with the durations, memory and price of the call. With --repeat it prints a summary of all calls instead of their answers.',
  examples: [
    { line: 'fibimg invoke --function GetFibonacciImage --int 500', what: 'as if asked by URL' },
    {
      line: 'fibimg invoke --stack my-stack --operation ping',
      what: "another operation, a stack's",
    },
    {
      line: 'fibimg invoke --function GetFibonacciImage --repeat 20 --parallel 5',
      what: 'cold and warm starts of twenty calls',
    },
    {
      line: 'fibimg invoke --function GetFibonacciImage --int 500 --log',
      what: 'with the end of its log',
    },
  ],
  options: [
    { flags: '--function <name>', summary: 'its name or ARN', env: 'FIBIMG_FUNCTION' },
    { flags: '--stack <name>', summary: 'the stack whose function it is', env: 'FIBIMG_STACK' },
    {
      flags: '--int <n>',
      summary: 'which image, from 1 to 5000',
      defaultText: 'the function draws',
    },
    {
      flags: '--payload <json>',
      summary: 'the event itself: JSON, @FILE, or - for standard input',
    },
    {
      flags: '--operation <name>',
      summary: 'ping, getSample, getDimensions, resize or thumbnail; --payload adds its fields',
    },
    { flags: '--image <file>', summary: 'the image that an operation works on' },
    { flags: '--qualifier <name>', summary: 'a version or an alias', defaultText: '$LATEST' },
    { flags: '--async', summary: 'queue the event and do not wait for an answer' },
    { flags: '--dry-run', summary: 'check that it could be invoked; it does not run' },
    { flags: '--log', summary: 'show the last 4 KB of its log on standard error' },
    { flags: '--repeat <n>', summary: 'call it so many times and print a summary' },
    {
      flags: '--parallel <n>',
      summary: 'with --repeat: calls under way at once',
      defaultText: '1',
    },
    {
      flags: '--arch <name>',
      summary: 'price it as x86_64 or arm64',
      defaultText: "the function's own",
    },
    {
      flags: '--prices <file>',
      summary: 'JSON file of prices to use in place of those built in',
    },
    ...awsOptions,
    timeoutOption,
    ...trustOptions,
  ],
  load: () => import('./run.ts'),
};
