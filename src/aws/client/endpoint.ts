import { FibimgError } from '../../core/error.ts';

export type AwsService =
  | 's3'
  | 'dynamodb'
  | 'lambda'
  | 'cloudformation'
  | 'cloudwatch_logs'
  | 'ecs';

export interface EndpointOptions {
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
}

/**
 * The custom endpoint of a service: `--endpoint-url`, else AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, or the
 * profile's `services` section or `endpoint_url`; undefined for AWS itself. The SDK finds these too, but only after
 * the client is made, too late to choose path-style addressing, and not in a profile passed as an argument.
 */
export const resolveEndpoint = async (
  service: AwsService,
  { endpointUrl, profile }: EndpointOptions,
): Promise<string | undefined> => {
  if (endpointUrl !== undefined) return endpointUrl;
  const { loadConfig } = await import('@smithy/core/config');
  const from = profile === undefined ? {} : { profile };
  const ignored = await loadConfig<boolean>(
    {
      environmentVariableSelector: (env) => flag(env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']),
      configFileSelector: (section) => flag(section['ignore_configured_endpoint_urls']),
      default: false,
    },
    from,
  )();
  if (ignored) return undefined;
  const configured = await loadConfig<string>(
    {
      environmentVariableSelector: (env) =>
        env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env['AWS_ENDPOINT_URL'] || undefined,
      configFileSelector: (section, file) => {
        const services = section['services'];
        return (
          file?.[`services.${services ?? ''}`]?.[`${service}.endpoint_url`] ||
          section['endpoint_url'] ||
          undefined
        );
      },
      default: '',
    },
    from,
  )();
  if (configured === '' || URL.canParse(configured)) return configured || undefined;
  throw new FibimgError('config', `the endpoint configured for ${service} is not a URL`, {
    why: `it is ${JSON.stringify(configured)}`,
    hint: 'write it as https://host:port',
  });
};

const flag = (text: string | undefined): boolean | undefined =>
  text === undefined ? undefined : text === 'true';
