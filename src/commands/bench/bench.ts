import type { Command } from '../command/command.ts';
import {
  loadOptions,
  phaseOptions,
  requestOptions,
  resultOptions,
  targetOptions,
} from './options/options.ts';

export const benchCommand: Command = {
  name: 'bench',
  summary: 'measure the service under load, cold against warm',
  description: `
Without a target it starts the function on this machine, over a store that it throws away, and runs two phases: cold
(fresh environments, nothing stored) and warm (environments kept, every image stored). A URL or a function is loaded as
it is, in one phase. Of a stack the store is emptied and filled, once you have allowed it; its execution environments
stay as they are, and the answers or the log tell which starts were cold.

Virtual users measure how much a target can take; a rate measures how it answers at that rate, timed from when each
request was due. The first Ctrl-C lets requests in flight end and prints what there is, the second ends at once.`.trim(),
  examples: [
    { line: 'fibimg bench', what: 'the local Lambda, cold and then warm, 10 s each' },
    { line: 'fibimg bench --duration 2s --vus 4 --matrix', what: 'which factor causes how much' },
    {
      line: "fibimg bench --phase warm --threshold 'http_req_duration: p(95)<500ms'",
      what: 'a check for CI: exit 99 when it is not met',
    },
    {
      line: 'fibimg bench --url http://localhost:8080 --rate 50/s --json',
      what: 'an arrival rate on a URL, for a program',
    },
    {
      line: 'fibimg bench --stack my-stack --via invoke --max-cost 0.50',
      what: 'a deployed stack, cold and then warm',
    },
    {
      line: 'fibimg bench --url http://localhost:8080 --stage 10s:20 --stage 5s:0',
      what: 'up to 20 virtual users and down again',
    },
  ],
  options: [...targetOptions, ...requestOptions, ...loadOptions, ...phaseOptions, ...resultOptions],
  load: () => import('./run.ts'),
};
