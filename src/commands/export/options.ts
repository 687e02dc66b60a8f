import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
import { loadOptions, requestOptions } from '../bench/options/load-options.ts';
import { outputOptions, verdictOptions } from '../bench/options/result-options.ts';

const { maxRequests: _, ...load } = loadOptions;
const { int, ints, seed, headers, keepalive, dns, check, timeout, insecure } = requestOptions;

const output = {
  group: 'Output',
  placeholder: 'file',
  expected: 'a file',
  scenario: false,
  parse: (text: string) => (text === '' ? undefined : text),
} as const;

export const exportOptions = {
  format: option.choice(['k6'], {
    noun: 'format',
    help: 'what to write it for',
    positional: 'what for',
    scenario: false,
  }),
  url: { ...settingOptions.url, help: 'load this URL' },
  ...load,
  ...{ int, ints, seed, headers, keepalive, dns, check, timeout, insecure },
  thresholds: verdictOptions.thresholds,
  scenario: outputOptions.scenario,
  output: option.parsed<string>({
    ...output,
    short: 'o',
    help: 'write the script there',
    otherwise: 'standard output; none with --testrun',
  }),
  testrun: option.parsed<string>({
    ...output,
    help: "write the script and a TestRun of k6's operator as one YAML file for kubectl apply",
  }),
  parallelism: option.count({
    group: 'Output',
    help: 'with --testrun: pods that share the load',
    min: 1,
    max: 1000,
    default: 1,
    scenario: false,
  }),
} as const;
