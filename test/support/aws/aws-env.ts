import { vi } from 'vitest';

/** Secrets that no output may ever show. */
export const secrets = {
  AWS_SECRET_ACCESS_KEY: 'hunter2hunter2hunter2hunter2hunter2hunter',
  AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEBYaDHdvcmxkLXRva2VuLXRoYXQtbXVzdC1ub3QtbGVhaw',
} as const;

/** An environment in which the SDK finds these credentials and nothing of this machine's. */
export const awsEnv = {
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  ...secrets,
} as const;

/** What a wire server in a test expects of clients that find `awsEnv`. */
export const wireCredentials = {
  accessKeyId: awsEnv.AWS_ACCESS_KEY_ID,
  secretAccessKey: awsEnv.AWS_SECRET_ACCESS_KEY,
};

/** The SDK reads the process's own environment; this puts `awsEnv` there, with changes, until unstubbed. */
export const stubAwsEnv = (changes: Readonly<Record<string, string | undefined>> = {}): void => {
  const inherited = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  const all = { ...Object.fromEntries(inherited.map((name) => [name, undefined])), ...awsEnv };
  for (const [name, value] of Object.entries({ ...all, ...changes })) vi.stubEnv(name, value);
};
