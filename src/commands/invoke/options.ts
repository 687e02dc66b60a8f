import { option } from '../../config/option.ts';
import { settingOptions } from '../../config/settings.ts';
import { architectures } from '../../core/price/price-table.ts';
import { awsOptions, pixels, pricesOption, trustOptions } from '../command/common-options.ts';
import { eventKinds } from './make-event.ts';

const { function: functionName, stack, timeout } = settingOptions;

export const invokeOptions = {
  function: { ...functionName, help: 'its name or ARN' },
  stack: { ...stack, help: 'the stack whose function it is' },
  qualifier: option.text({
    group: 'Target',
    help: 'a version or an alias',
    expected: 'a version or an alias',
    otherwise: '$LATEST',
  }),
  int: option.parsed<number>({ ...pixels, help: 'which image', otherwise: 'the function draws' }),
  payload: option.text({
    help: 'the event itself: JSON, @FILE, or - for standard input',
    placeholder: 'json',
    expected: 'JSON, @FILE, or - for standard input',
  }),
  operation: option.choice(['ping', 'getSample', 'getDimensions', 'resize', 'thumbnail'], {
    noun: 'operation',
    help: 'ping, getSample, getDimensions, resize or thumbnail; --payload adds its fields',
  }),
  image: option.text({
    help: 'the image that an operation works on',
    placeholder: 'file',
    expected: 'a file',
  }),
  event: option.choice(eventKinds, {
    group: 'Event',
    noun: 'event',
    placeholder: 'kind',
    help: 's3-put, s3-eventbridge, sqs (an upload, as each brings it) or schedule (--payload is its input)',
  }),
  key: option.text({
    group: 'Event',
    help: 'what was uploaded',
    expected: 'the key of an object',
    default: 'upload/example.jpg',
  }),
  eventBucket: option.text({
    group: 'Event',
    help: 'where it was uploaded',
    expected: "a bucket's name",
    otherwise: "the stack's, else the local Lambda's",
  }),
  printEvent: option.switch({
    group: 'Event',
    help: 'print the event that would be sent, and send nothing',
  }),
  async: option.switch({ help: 'queue the event and do not wait for an answer', oneOf: 'mode' }),
  dryRun: option.switch({ help: 'check that it could be invoked; it does not run', oneOf: 'mode' }),
  log: option.switch({ help: 'show the last 4 KB of its log on standard error' }),
  repeat: option.count({
    help: 'call it so many times and print a summary',
    min: 1,
    max: 100_000,
  }),
  parallel: option.count({
    help: 'with --repeat: calls under way at once',
    min: 1,
    max: 1_000,
    default: 1,
  }),
  arch: option.choice(architectures, {
    noun: 'architecture',
    placeholder: 'name',
    help: 'price it as x86_64 or arm64',
    otherwise: "the function's own",
  }),
  prices: pricesOption,
  timeout,
  ...trustOptions,
  ...awsOptions,
} as const;
