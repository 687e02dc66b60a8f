import type { Agent } from 'node:http';
import type { AwsOptions } from '../../aws/client/clients.ts';
import type { Setting, Settings } from '../../config/settings.ts';
import type { EnvironmentVariables, Io } from '../../process/io.ts';

/** How the settings and the environment say that AWS is reached. */
export const awsOptionsOf = (
  { env, interrupt }: Pick<Io, 'env' | 'interrupt'>,
  settings: Settings,
): AwsOptions => ({
  region: ownValue(settings.region),
  profile: ownValue(settings.profile),
  endpointUrl: ownValue(settings.endpointUrl),
  timeoutMs: settings.awsTimeout.value,
  agents: agentsOf(env, settings, interrupt),
});

/** What the SDK reads itself is left to it: it knows which of its variables beats which. */
const ownValue = <T>({ value, origin }: Setting<T>): T | undefined =>
  origin.kind === 'env' && origin.name.startsWith('AWS_') ? undefined : value;

/** The aws CLI's own variable, so that what works with it works here. */
const bundleVariable = 'AWS_CA_BUNDLE';
const proxyVariables = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];

/** The SDK knows neither proxies nor certificate authorities of one's own; without either, its connections do. */
const agentsOf = (
  env: EnvironmentVariables,
  { ca, insecure }: Settings,
  interrupt: AbortSignal,
): (() => Promise<(url: URL) => Agent>) | undefined => {
  const caFile = ca.value ?? (env[bundleVariable] || undefined);
  const proxied = proxyVariables.some((name) => env[name] || env[name.toLowerCase()]);
  if (caFile === undefined && !insecure.value && !proxied) return undefined;
  return async () => {
    const { openAgents } = await import('./open-agents.ts');
    return openAgents({ caFile, insecure: insecure.value, interrupt });
  };
};
