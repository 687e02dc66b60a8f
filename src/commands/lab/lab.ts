import { defineCommand } from '../command/command.ts';

export const labCommand = defineCommand({
  name: 'lab',
  summary: 'find a memory size, a burst rate, or how long environments live idle',
  description: `
memory gives a function one memory size after another, in a new order each round, and sets cold and warm latency against the price;
bench --memory 128,512,1024 is the same. burst releases 1, 2, 5 and so on up to K requests at once, each on a connection that was opened
before, and counts the environments that start and the throttles. idle lets an environment idle for longer and shorter times and says
how likely a cold start is after each. memory and burst change a deployed function: they ask first, and put back what they changed, also
after a crash (fibimg bench --restore).`.trim(),
  examples: [
    {
      line: 'fibimg lab idle --idle 2s',
      what: 'how long the local Lambda lets an environment idle: the answer is known',
    },
    {
      line: 'fibimg lab memory --function images --memory 512,1024,1769 --yes',
      what: 'the smallest memory size that is as fast as the fastest, and how sure that is',
    },
    {
      line: 'fibimg lab burst --stack my-stack --burst 100 --yes',
      what: 'environments a second when 100 requests come at once',
    },
  ],
  options: async () => (await import('./options.ts')).labOptions,
  load: () => import('./run.ts'),
});
