import { FibimgError } from '../../core/error.ts';
import type { AwsEnvironment } from './endpoint.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The credentials in the environment now: Lambda replaces them there when they expire. */
export const readCredentials = (env: AwsEnvironment): Credentials => {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  if (accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, sessionToken: env['AWS_SESSION_TOKEN'] ?? '' };
  }
  throw new FibimgError('credentials', 'there are no AWS credentials in the environment', {
    why: 'AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set',
  });
};
