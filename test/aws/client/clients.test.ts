import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { callAws } from '../../../src/aws/client/call.ts';
import { type AwsOptions, createAwsClients } from '../../../src/aws/client/clients.ts';
import { resolveEndpoint } from '../../../src/aws/client/endpoint.ts';
import { createS3ImageStore } from '../../../src/aws/store/s3-image-store.ts';
import { stubAwsEnv } from '../../support/aws/aws-env.ts';

beforeEach(() => stubAwsEnv());
afterEach(() => vi.unstubAllEnvs());

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  return `http://127.0.0.1:${address.port}`;
};

const clientsOf = (options: Partial<AwsOptions>) => {
  const clients = createAwsClients({ timeoutMs: 5_000, ...options });
  onTestFinished(() => clients.close());
  return clients;
};

const imagesOf = async (options: Partial<AwsOptions>) => {
  const client = await clientsOf(options).s3();
  const timeoutMs = options.timeoutMs ?? 5_000;
  return createS3ImageStore({ client, bucket: 'a-bucket', timeoutMs });
};

const configFile = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'fibimg-aws-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'config');
  await writeFile(path, text);
  return path;
};

describe('the endpoint of a service', () => {
  test('is AWS itself when nothing names another', async () => {
    expect(await resolveEndpoint('s3', {})).toBeUndefined();
  });

  test('is taken from the flag, the variable of the service, then the general one', async () => {
    stubAwsEnv({ AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_S3: 'http://s3' });
    expect(await resolveEndpoint('s3', { endpointUrl: 'http://flag' })).toBe('http://flag');
    expect(await resolveEndpoint('s3', {})).toBe('http://s3');
    expect(await resolveEndpoint('lambda', {})).toBe('http://all');
    stubAwsEnv({ AWS_ENDPOINT_URL: 'http://all', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' });
    expect(await resolveEndpoint('lambda', {})).toBeUndefined();
  });

  test('is refused where it is no URL', async () => {
    stubAwsEnv({ AWS_ENDPOINT_URL: 'localhost' });
    await expect(resolveEndpoint('lambda', {})).rejects.toMatchObject({
      kind: 'config',
      message: 'the endpoint configured for lambda is not a URL',
    });
  });

  test('is taken from the profile that an option names, and its services section', async () => {
    const path = await configFile(
      '[profile local]\nregion = eu-west-1\nendpoint_url = http://all\nservices = mine\n[services mine]\ns3 =\n  endpoint_url = http://s3\n',
    );
    stubAwsEnv({ AWS_CONFIG_FILE: path });
    expect(await resolveEndpoint('s3', { profile: 'local' })).toBe('http://s3');
    expect(await resolveEndpoint('dynamodb', { profile: 'local' })).toBe('http://all');
    expect(await resolveEndpoint('dynamodb', {})).toBeUndefined();
  });

  test('of an emulator gets path-style requests without checksum trailers, AWS keeps its own way', async () => {
    const seen: { readonly path: string | undefined; readonly checksum: string[] }[] = [];
    const url = await serve((request, response) => {
      const checksum = Object.keys(request.headers).filter((name) => /checksum|trailer/.test(name));
      seen.push({ path: request.url, checksum });
      response.setHeader('etag', '"e"').end();
    });
    const client = await clientsOf({ endpointUrl: url.replace('127.0.0.1', 'localhost') }).s3();
    await client.send(new PutObjectCommand({ Bucket: 'a-bucket', Key: 'k', Body: 'x' }));
    expect(seen).toEqual([{ path: '/a-bucket/k?x-id=PutObject', checksum: [] }]);
    const aws = (await clientsOf({ region: 'eu-west-1' }).s3()).config;
    expect(aws.forcePathStyle).toBe(false);
    expect(await aws.requestChecksumCalculation()).toBe('WHEN_SUPPORTED');
  });
});

describe('without credentials', () => {
  test('a call fails at once, before any request', async () => {
    stubAwsEnv({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    const elsewhere = { endpointUrl: 'http://nohost.invalid' };
    await expect((await imagesOf(elsewhere)).readImage(1)).rejects.toMatchObject({
      kind: 'credentials',
      message: 'no AWS credentials found',
    });
  });

  test('a metadata service that does not answer is given up, not waited for', {
    retry: 2,
  }, async () => {
    let asked = 0;
    let gaveUp = 0;
    const url = await serve((request) => {
      asked += 1;
      request.on('close', () => {
        gaveUp += 1;
      });
    });
    stubAwsEnv({
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_EC2_METADATA_DISABLED: undefined,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    });
    // Its own deadline is far away: what ends the call is the patience with the metadata service.
    const images = await imagesOf({ region: 'eu-west-1', timeoutMs: 1_900 });
    await expect(images.readImage(1)).rejects.toMatchObject({ kind: 'credentials' });
    expect(asked).toBeGreaterThan(0);
    await vi.waitFor(() => expect(gaveUp).toBe(asked));
  });

  test('a profile that does not exist is named', async () => {
    await expect(imagesOf({ region: 'eu-west-1', profile: 'nobody' })).rejects.toMatchObject({
      kind: 'credentials',
      message: 'there is no AWS profile nobody',
    });
  });

  test('a profile of AWS_PROFILE that does not exist is named, though there are keys', async () => {
    stubAwsEnv({ AWS_PROFILE: 'nobody' });
    await expect(imagesOf({ region: 'eu-west-1' })).rejects.toMatchObject({
      kind: 'credentials',
      message: 'there is no AWS profile nobody',
    });
  });

  const anonymous = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

  test.each([
    ['/bin/sh -c "echo the vault is sealed >&2; exit 3" hunter2', 'the vault is sealed'],
    ['/nonexistent/tool --token hunter2', expect.stringContaining('not found')],
    ['/bin/echo hunter2', 'it returned invalid JSON'],
    ['/bin/echo {}', 'it did not return Version 1'],
  ])('a credential_process that fails is named: %s', async (command, why) => {
    const path = await configFile(`[profile p]\ncredential_process = ${command}\n`);
    stubAwsEnv({ ...anonymous, AWS_CONFIG_FILE: path, AWS_PROFILE: 'p' });
    const images = await imagesOf({ region: 'eu-west-1' });
    const failure = await images.readImage(1).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      kind: 'credentials',
      message: 'the credential_process of the AWS profile failed',
      why,
    });
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });

  test('a source_profile that does not exist is named, for signatures of our own as well', async () => {
    const path = await configFile(
      '[profile p]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = gone\n',
    );
    stubAwsEnv({ ...anonymous, AWS_CONFIG_FILE: path });
    const missing = {
      kind: 'credentials',
      message: 'the AWS profile p takes its credentials from gone, which has none',
      hint: expect.stringContaining('source_profile'),
    };
    const options = { region: 'eu-west-1', profile: 'p' };
    await expect((await imagesOf(options)).readImage(1)).rejects.toMatchObject(missing);
    await expect(clientsOf(options).credentials()).rejects.toMatchObject(missing);
  });

  test('a profile without any credentials is named', async () => {
    const path = await configFile('[profile p]\nregion = eu-west-1\n');
    stubAwsEnv({ ...anonymous, AWS_CONFIG_FILE: path, AWS_PROFILE: 'p' });
    await expect((await imagesOf({})).readImage(1)).rejects.toMatchObject({
      kind: 'credentials',
      message: 'the AWS profile p has no credentials',
    });
  });

  test('a profile beats credentials of the environment, without a word of the SDK about it', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    onTestFinished(() => warned.mockRestore());
    const path = await configFile(
      '[profile p]\naws_access_key_id = AKIAPROFILE000000000\naws_secret_access_key = s\n',
    );
    stubAwsEnv({ AWS_CONFIG_FILE: path });
    const authorization: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      authorization.push(request.headers.authorization);
      response.setHeader('etag', '"e"').end('x');
    });
    await (await imagesOf({ endpointUrl: url, profile: 'p' })).readImage(1);
    expect(authorization.join()).toContain('Credential=AKIAPROFILE000000000/');
    expect(warned).not.toHaveBeenCalled();
  });

  test('an SSO session that is over says how to sign in', async () => {
    const path = await configFile(
      '[profile work]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = R\nregion = eu-west-1\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n',
    );
    stubAwsEnv({ AWS_CONFIG_FILE: path, HOME: '/nonexistent' });
    await expect((await imagesOf({ profile: 'work' })).readImage(1)).rejects.toMatchObject({
      kind: 'credentials',
      message: 'the sign-in of the AWS profile has expired',
      hint: expect.stringContaining('aws sso login'),
    });
  });
});

test('without a region nothing is attempted', async () => {
  stubAwsEnv({ AWS_REGION: undefined });
  await expect((await imagesOf({})).readImage(1)).rejects.toMatchObject({
    kind: 'config',
    why: 'no AWS region is named',
    hint: 'name one with --region or AWS_REGION',
  });
});

describe('an endpoint on this machine', () => {
  const nothing = {
    AWS_REGION: undefined,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SESSION_TOKEN: undefined,
  };
  const seen = async (): Promise<{ readonly url: string; readonly signed: string[] }> => {
    const signed: string[] = [];
    const url = await serve((request, response) => {
      signed.push(request.headers.authorization ?? '');
      response.writeHead(404).end();
    });
    return { url, signed };
  };

  test('needs neither region nor credentials', async () => {
    stubAwsEnv(nothing);
    const { url, signed } = await seen();
    await (await imagesOf({ endpointUrl: url })).readImage(1).catch(() => undefined);
    expect(signed[0]).toMatch(/Credential=local\/\d+\/us-east-1\/s3\//);
  });

  test('gets those that there are', async () => {
    const { url, signed } = await seen();
    await (await imagesOf({ endpointUrl: url })).readImage(1).catch(() => undefined);
    expect(signed[0]).toMatch(/Credential=AKIAIOSFODNN7EXAMPLE\/\d+\/eu-west-1\//);
  });

  test('is the only one: another host still needs both', async () => {
    stubAwsEnv(nothing);
    const elsewhere = { endpointUrl: 'http://nohost.invalid' };
    await expect((await imagesOf(elsewhere)).readImage(1)).rejects.toMatchObject({
      why: 'no AWS region is named',
    });
    const clients = clientsOf({ ...elsewhere, region: 'eu-west-1' });
    await expect(clients.credentials()).rejects.toThrow('Could not load credentials');
  });

  test('hides no credentials that failed', async () => {
    const path = await configFile('[profile broken]\ncredential_process = exit 3\n');
    stubAwsEnv({ ...nothing, AWS_CONFIG_FILE: path });
    const { url, signed } = await seen();
    await expect(
      (await imagesOf({ endpointUrl: url, profile: 'broken' })).readImage(1),
    ).rejects.toMatchObject({ kind: 'credentials' });
    expect(signed).toEqual([]);
  });
});

test('a bucket in another region is neither missing nor empty', async () => {
  const url = await serve((_, response) => {
    response.writeHead(301, { 'x-amz-bucket-region': 'us-west-2' });
    response.end(
      '<Error><Code>PermanentRedirect</Code><Message>The bucket you are attempting to access must be addressed using the specified endpoint.</Message></Error>',
    );
  });
  await expect((await imagesOf({ endpointUrl: url })).readImage(1)).rejects.toMatchObject({
    kind: 'refused',
    message: 'bucket a-bucket is in another region',
    why: expect.stringContaining('PermanentRedirect: it is in us-west-2'),
    hint: '--region us-west-2',
  });
});

test('an answer that stops midway is a time-out', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half');
  });
  const images = await imagesOf({ endpointUrl: url, timeoutMs: 150 });
  await expect(images.readImage(1)).rejects.toMatchObject({ kind: 'timeout' });
});

test('a host that is not there is a network error that names the service', async () => {
  const images = await imagesOf({ endpointUrl: 'http://does-not-exist.invalid' });
  await expect(images.readImage(1)).rejects.toMatchObject({
    kind: 'network',
    message: 'S3 could not be reached for GetObject on bucket a-bucket',
  });
});

test('maxAttempts of one means one request, and the request id is told', async () => {
  let requests = 0;
  const url = await serve((_, response) => {
    requests += 1;
    response.writeHead(500, { 'x-amz-request-id': 'ABC123' });
    response.end('<Error><Code>InternalError</Code><Message>We are sorry</Message></Error>');
  });
  const client = await clientsOf({ endpointUrl: url, maxAttempts: 1 }).s3();
  const call = { service: 'S3', operation: 'ListBuckets', resource: 'all buckets' } as const;
  const failed = callAws(call, 5_000, undefined, (abortSignal) =>
    client.send(new ListBucketsCommand({}), { abortSignal }),
  );
  await expect(failed).rejects.toMatchObject({
    kind: 'storage',
    why: 'InternalError: We are sorry (request id ABC123)',
  });
  expect(requests).toBe(1);
});

test('clients are made once', async () => {
  const clients = clientsOf({ region: 'eu-west-1' });
  expect(await clients.s3()).toBe(await clients.s3());
  expect(await clients.lambda()).toBe(await clients.lambda());
});

test('as many connections as asked for are open at once', async () => {
  let open = 0;
  let most = 0;
  const url = await serve((_, response) => {
    open += 1;
    most = Math.max(most, open);
    const end = () => {
      open -= 1;
      response.setHeader('etag', '"e"').end('x');
    };
    if (most === 60) end();
    else void vi.waitFor(() => expect(most).toBe(60)).then(end);
  });
  const images = await imagesOf({ endpointUrl: url, maxSockets: 60 });
  await Promise.all(Array.from({ length: 60 }, () => images.readImage(1)));
  expect(most).toBe(60);
});
