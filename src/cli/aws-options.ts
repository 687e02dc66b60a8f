import type { AwsOptions } from '../aws/clients.ts';
import type { Settings } from '../config/settings.ts';

/** How the settings say that AWS is reached. */
export const awsOptionsOf = (settings: Settings): AwsOptions => ({
  region: settings.region.value,
  profile: settings.profile.value,
  endpointUrl: settings.endpointUrl.value,
  timeoutMs: settings.timeout.value,
});
