import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';
import { resolveEndpoint } from '../client/endpoint.ts';

interface FunctionVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** When the credentials among them end; undefined for lasting ones. */
  readonly expires: Date | undefined;
}

/** The variables with which a function uses a deployed store: its names, and this process's credentials and region. */
export const functionVariables = async (
  clients: AwsClients,
  { table, bucket }: { readonly table: string; readonly bucket: string },
): Promise<FunctionVariables> => {
  const { config } = await clients.s3();
  const call = { service: 'S3', operation: 'GetObject', resource: `bucket ${bucket}` } as const;
  const [credentials, region] = await callAws(call, clients.options.timeoutMs, undefined, () =>
    Promise.all([clients.credentials(), config.region()]),
  );
  const [s3, dynamodb] = [
    await resolveEndpoint('s3', clients.options),
    await resolveEndpoint('dynamodb', clients.options),
  ];
  return {
    variables: {
      BucketName: bucket,
      TableName: table,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
      ...(s3 && { AWS_ENDPOINT_URL_S3: s3 }),
      ...(dynamodb && { AWS_ENDPOINT_URL_DYNAMODB: dynamodb }),
    },
    expires: credentials.expiration,
  };
};
