import { FibimgError } from '../../core/error.ts';
import { redact } from './redact.ts';

/**
 * Keeps what the SDK logs about credentials. The SDK tries several sources, and its error says only that none had any;
 * its logger gets the reason of each.
 */
export const createCredentialLog = () => {
  const reasons = new Set<string>();
  const keep = (line: unknown): void => {
    const reason = /^@smithy\/property-provider -> ([\s\S]+)/.exec(String(line))?.[1];
    if (reason !== undefined) reasons.add(reason);
  };
  const explain = (thrown: unknown): unknown => {
    if (!(thrown instanceof Error) || thrown.name !== 'CredentialsProviderError') return thrown;
    return failedProcess([...reasons]) ?? missingProfile([...reasons]) ?? thrown;
  };
  return {
    /** The SDK would write to the console without one. */
    logger: { debug: keep, info: () => {}, warn: () => {}, error: () => {} },
    /** Awaits something that needs credentials, and throws the reason where there are none. */
    explained: async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (thrown) {
        throw explain(thrown);
      } finally {
        reasons.clear();
      }
    },
  };
};

export type CredentialLog = ReturnType<typeof createCredentialLog>;

/** The command line stays out of the message: it may hold a password. */
const failedProcess = (reasons: readonly string[]): FibimgError | undefined => {
  for (const reason of reasons) {
    const failed = /^Command failed: [^\n]*\n?([\s\S]*)/.exec(reason);
    const bad = /credential_process ((?:returned|did not return) .*?)\.?$/.exec(reason);
    if (failed === null && bad === null) continue;
    const why =
      bad === null ? redact(failed?.[1] ?? '') || 'it exited with an error' : `it ${bad[1]}`;
    return new FibimgError('credentials', 'the credential_process of the AWS profile failed', {
      why,
      hint: 'run the command that the AWS configuration names as credential_process by hand',
    });
  }
  return undefined;
};

const missingProfile = (reasons: readonly string[]): FibimgError | undefined => {
  const named = (pattern: RegExp) =>
    reasons.map((reason) => pattern.exec(reason)?.[1]).find((name) => name !== undefined);
  const empty = named(/^Could not resolve credentials using profile: \[(.*)\]/);
  const asked = named(/^Profile (.*) (?:did not contain|could not be found)/);
  if (empty === undefined || asked === undefined || empty === 'default') return undefined;
  const problem =
    empty === asked
      ? `the AWS profile ${asked} has no credentials`
      : `the AWS profile ${asked} takes its credentials from ${empty}, which has none`;
  return new FibimgError('credentials', problem, {
    why: `neither the AWS configuration nor the credentials file has any for ${empty}`,
    hint:
      empty === asked
        ? 'aws configure, with --profile, sets them'
        : `check source_profile; aws configure list-profiles shows the profiles there are`,
  });
};
