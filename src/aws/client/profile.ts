import { FibimgError } from '../../core/error.ts';

/**
 * Refuses a profile of `--profile` or AWS_PROFILE that no shared configuration file has. The SDK would try all other
 * sources, and then say that it found nothing.
 */
export const requireProfile = async (asked: string | undefined): Promise<void> => {
  const { loadConfig } = await import('@smithy/core/config');
  const profile =
    asked ??
    (await loadConfig<string>({
      environmentVariableSelector: (env) => env['AWS_PROFILE'],
      configFileSelector: () => undefined,
      default: '',
    })());
  if (profile === '') return;
  const exists = await loadConfig<boolean>(
    {
      environmentVariableSelector: () => undefined,
      configFileSelector: (section) => Object.keys(section).length > 0,
      default: false,
    },
    { profile },
  )();
  if (exists) return;
  throw new FibimgError('credentials', `there is no AWS profile ${profile}`, {
    why: 'neither the AWS configuration nor the credentials file has it',
    hint: 'aws configure list-profiles shows those there are',
  });
};
