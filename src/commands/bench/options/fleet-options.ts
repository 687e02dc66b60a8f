import { option } from '../../../config/option.ts';

const mostTasks = 500;

/** Machines that are started for one run. */
export const fleetOptions = {
  fleet: option.count({
    group: 'Load',
    scenario: false,
    help: 'share the load among that many tasks on AWS Fargate, started for this run; needs a stack that was deployed with -c fleet=on',
    min: 1,
    max: mostTasks,
    otherwise: 'this machine makes all of it',
  }),
  fleetStack: option.parsed<string>({
    group: 'Load',
    scenario: false,
    help: 'the stack that has the fleet',
    placeholder: 'name',
    expected: 'the name of a stack',
    parse: (text) => (/^[A-Za-z][\w-]*$/.test(text) ? text : undefined),
    otherwise: 'the stack that is loaded, else fibimg',
  }),
} as const;
