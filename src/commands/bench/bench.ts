import { defineCommand } from '../command/command.ts';

export const benchCommand = defineCommand({
  name: 'bench',
  summary: 'measure the service under load, cold against warm',
  description: `
Without a target it loads the function on this machine, cold (fresh environments, nothing stored) and warm in rounds, makes cold
starts on purpose, and says what a cold start and a missing image add. A URL or a function is loaded as it is, in one phase; of
a stack the store is emptied and filled, once you have allowed it. --duet A B runs two targets in randomised pairs and judges
whether the second is slower; --event s3-put uploads images, and times each until its thumbnail is known. Ctrl-C lets requests in flight end and prints what there is.`.trim(),
  examples: [
    { line: 'fibimg bench', what: 'what a cold start and a missing image add, on this machine' },
    {
      line: "fibimg bench --phase warm --threshold 'http_req_duration: p(95)<500ms'",
      what: 'a check for CI: exit 99 when it is not met',
    },
    {
      line: 'fibimg bench --stack my-stack --via invoke --max-cost 0.50',
      what: 'a deployed stack, cold and then warm',
    },
  ],
  options: async () => (await import('./options/options.ts')).benchOptions,
  load: () => import('./run.ts'),
});
