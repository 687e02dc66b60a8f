/**
 * The AWS region that this program runs in, where its platform says so in the environment; nothing is asked over the
 * network. Elsewhere AWS_REGION says only where somebody's functions are.
 */
export const clientRegionOf = (
  env: Readonly<Record<string, string | undefined>>,
): string | null => {
  const build = /^arn:[^:]+:codebuild:([^:]+):/.exec(env['CODEBUILD_BUILD_ARN'] ?? '')?.[1];
  if (build !== undefined) return build;
  const onAws = platformVariables.some((name) => env[name]);
  return (onAws && (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'])) || null;
};

/** Lambda, CloudShell and ECS set the first, ECS also the others. */
const platformVariables = [
  'AWS_EXECUTION_ENV',
  'ECS_CONTAINER_METADATA_URI_V4',
  'ECS_CONTAINER_METADATA_URI',
];

/** The region in the host name of a function URL, an API, a load balancer or Lambda itself. */
export const targetRegionOf = (host: string): string | null =>
  hostPatterns.map((pattern) => pattern.exec(host)?.[1]).find((region) => region !== undefined) ??
  null;

const hostPatterns = [
  /\.lambda-url\.([a-z0-9-]+)\.on\.aws$/,
  /(?:^|\.)(?:execute-api|lambda|lambda-fips)\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/,
  /\.([a-z0-9-]+)\.elb\.amazonaws\.com(?:\.cn)?$/,
  /\.elb\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/,
];
