import { option } from '../../../config/option.ts';
import { judgingOptions, parseShare } from '../../command/judging-options.ts';
import type { DuetArm } from './duet-arm.ts';

const duet = { group: 'Duet', scenario: false } as const;

export const duetOptions = {
  duet: option.list<DuetArm>({
    ...duet,
    variadic: true,
    help: 'set two targets against each other in randomised pairs: stack:NAME, function:NAME:ALIAS, a URL, bundle:PATH, memory:MB, local',
    placeholder: 'arm',
    expected: 'two targets, such as stack:NAME or function:NAME',
    parse: async (text) => (await import('./duet-arm.ts')).parseArm(text),
  }),
  pairs: option.count({
    ...duet,
    help: 'pairs that are judged; under 6 nothing can be decided',
    min: 1,
    max: 200,
    otherwise: '8',
    oneOf: 'pairs',
  }),
  detect: option.parsed<number>({
    ...duet,
    help: 'as many pairs as show such a difference, by the pilot',
    placeholder: 'share',
    expected: 'a share such as 3%, up to 100%',
    parse: parseShare,
    oneOf: 'pairs',
  }),
  pilot: option.count({
    ...duet,
    help: 'pairs run beforehand, which tell the noise and are not judged',
    min: 0,
    max: 20,
    default: 3,
  }),
  metric: { ...judgingOptions.metric, ...duet },
  tolerance: { ...judgingOptions.tolerance, ...duet },
} as const;
