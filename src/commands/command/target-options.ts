import type { OptionSpec } from './command.ts';

export const dataDirOption: OptionSpec = {
  flags: '--data-dir <dir>',
  summary: 'directory of the embedded store',
  defaultText: '~/.local/share/fibimg',
  env: 'FIBIMG_DATA_DIR',
};

/** Where a command acts; without any of these, the embedded store. */
export const storeTargetOptions: readonly OptionSpec[] = [
  dataDirOption,
  { flags: '--stack <name>', summary: 'a deployed CloudFormation stack', env: 'FIBIMG_STACK' },
  { flags: '--table <name>', summary: 'a DynamoDB table, with --bucket', env: 'FIBIMG_TABLE' },
  { flags: '--bucket <name>', summary: 'an S3 bucket, with --table', env: 'FIBIMG_BUCKET' },
];

/** For every command that writes to a stack. */
export const allowForeignStackOption: OptionSpec = {
  flags: '--allow-foreign-stack',
  summary: 'write to a stack although neither its tag nor its shape says that it is ours',
};

/** How AWS is reached; what is not given follows the SDK's own chain. */
export const awsOptions: readonly OptionSpec[] = [
  { flags: '--profile <name>', summary: 'profile of the AWS configuration', env: 'AWS_PROFILE' },
  { flags: '--region <name>', summary: 'AWS region', env: 'AWS_REGION' },
  {
    flags: '--endpoint-url <url>',
    summary: 'endpoint to use in place of AWS',
    env: 'AWS_ENDPOINT_URL',
  },
];

export const timeoutOption: OptionSpec = {
  flags: '--timeout <duration>',
  summary: 'give up on a network call after this long',
  defaultText: '28s',
  env: 'FIBIMG_TIMEOUT',
};

/** Whom to trust, for whatever is reached by TLS. */
export const trustOptions: readonly OptionSpec[] = [
  {
    flags: '--ca <file>',
    summary: 'PEM file of further certificate authorities',
    env: 'FIBIMG_CA',
  },
  {
    flags: '--insecure',
    summary: 'do not verify TLS certificates',
    env: 'FIBIMG_INSECURE',
  },
];
