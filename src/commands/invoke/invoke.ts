import { defineCommand } from '../command/command.ts';

export const invokeCommand = defineCommand({
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
    {
      line: 'fibimg invoke --event s3-put --key upload/cat.jpg --print-event',
      what: 'the event of an upload',
    },
  ],
  options: async () => (await import('./options.ts')).invokeOptions,
  load: () => import('./run.ts'),
});
