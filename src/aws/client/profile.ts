import { FibimgError } from '../../core/error.ts';

/**
 * Refuses a profile that no shared configuration file has. The SDK's chain would try everything else instead
 * and then say that nothing was found.
 */
export const requireProfile = async (profile: string): Promise<void> => {
  const { loadConfig } = await import('@smithy/core/config');
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
