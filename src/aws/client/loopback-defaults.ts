import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { CredentialLog } from './credential-log.ts';

const anyRegion = 'us-east-1';

/** A server on this machine checks no signature, or knows whose it takes: it gets one whatever the machine lacks. */
const anyCredentials = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** The region of the SDK's own chain; one that stands for any where the chain has none. */
export const regionOrAny =
  ({ profile }: { readonly profile?: string | undefined }) =>
  async (): Promise<string> => {
    const { loadConfig } = await import('@smithy/core/config');
    return loadConfig<string>(
      {
        environmentVariableSelector: (env) => env['AWS_REGION'] || undefined,
        configFileSelector: (section) => section['region'] || undefined,
        default: anyRegion,
      },
      profile === undefined ? {} : { profile },
    )();
  };

/** Those of a chain that has any. One that fails, such as a sign-in that is over, is still an error. */
export const credentialsOrAny =
  (chain: AwsCredentialIdentityProvider, log: CredentialLog): AwsCredentialIdentityProvider =>
  async (identity) => {
    try {
      return await log.explained(chain(identity));
    } catch (thrown) {
      const none = /^Could not load credentials from any providers/;
      if (thrown instanceof Error && none.test(thrown.message)) return anyCredentials;
      throw thrown;
    }
  };
