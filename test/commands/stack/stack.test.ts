import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sampleMetadata } from '../../contract/sample.ts';
import { secrets } from '../../support/aws/aws-env.ts';
import { deployFleet } from '../../support/aws/deployed-fleet.ts';
import { deployOriginal } from '../../support/aws/deployed-stack.ts';
import * as original from '../../support/aws/original-stack.ts';
import { runFibimg, spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';

const { originalName, originalFunction, originalUrl, originalTable, originalBucket } = original;

afterEach(() => vi.unstubAllEnvs());

describe('fibimg stack NAME', () => {
  test('shows the original stack, counts what it holds and warns of what will spoil a load test', async () => {
    const { images, metadata } = await deployOriginal();
    await images.putImage(400, new Uint8Array(1234));
    await metadata.put(400, sampleMetadata.full);
    await metadata.put(401, sampleMetadata.full);
    const { code, out, err } = await runFibimg(['stack', originalName]);
    expect(err).toBe('');
    expect(code).toBe(0);
    for (const text of [
      'CREATE_COMPLETE',
      `${originalFunction}, 1024 MB, time-out 6 s, provided.al2, x86_64`,
      'variables  API_TOKEN BucketName TableArn TableName',
      `${originalUrl}, auth NONE`,
      `${originalTable}, provisioned 5 read and 5 write units, 2 items`,
      `${originalBucket}, versioning off, 1 image, 1.2 kB`,
      'TheUrl  https://',
      'the function URL lacks lambda:InvokeFunction for everybody',
      `table ${originalTable} has 5 read and 5 write units a second`,
    ]) {
      expect(out).toContain(text);
    }
    expect(out).not.toContain('token-that-nobody-may-see');
  });

  test('shows the fleet of a stack that has one, as a row and in the document', async () => {
    const { stack } = await deployFleet();
    const card = await runFibimg(['stack', stack]);
    expect([card.code, card.out]).toEqual([
      0,
      expect.stringMatching(/fleet +cluster fleet-cluster, task fleet:1\n/),
    ]);
    const { out } = await runFibimg(['stack', stack, '--json']);
    const document = JSON.parse(out);
    expect(schemaErrors('stack', document)).toEqual([]);
    expect(document.fleet).toEqual({
      cluster: 'fleet-cluster',
      taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/fleet:1',
      securityGroup: 'sg-0123456789abcdef0',
      subnets: ['subnet-0000000000000000a', 'subnet-0000000000000000b'],
    });
  });

  test('prints a document that fits its schema', async () => {
    await deployOriginal();
    const { out } = await runFibimg([
      'stack',
      originalName,
      '--json',
      '--rate',
      '50',
      '--vus',
      '2000',
    ]);
    const document = JSON.parse(out);
    expect(schemaErrors('stack', document)).toEqual([]);
    expect(document).toMatchObject({
      schemaVersion: 1,
      functionName: originalFunction,
      functionUrl: originalUrl,
      tableName: originalTable,
      bucketName: originalBucket,
      function: { memoryMb: 1024, timeoutS: 6 },
      table: { mode: 'provisioned', readUnits: 5 },
      counts: { items: 0, images: 0, imageBytes: 0 },
      concurrency: { reserved: null, accountLimit: 1000 },
      fleet: null,
      unknown: [],
    });
    expect(document.findings.map(({ id }: { id: string }) => id)).toEqual([
      'url-permission',
      'table-capacity',
      'concurrency-vus',
    ]);
    expect(out).not.toContain('token-that-nobody-may-see');
  });

  test('prints names for scripts, asking Lambda nothing', async () => {
    const { plane } = await deployOriginal();
    const { out } = await runFibimg(['stack', originalName, '--env']);
    expect(out).toBe(
      [
        `STACK_NAME=${originalName}`,
        'AWS_REGION=eu-west-1',
        `FUNCTION_NAME=${originalFunction}`,
        `FUNCTION_URL=${originalUrl}`,
        `TABLE_NAME=${originalTable}`,
        `BUCKET_NAME=${originalBucket}`,
        '',
      ].join('\n'),
    );
    expect(plane.operations.toSorted()).toEqual(['DescribeStacks', 'ListStackResources']);
  });

  test('names what a missing permission hides, and shows the rest', async () => {
    const { plane, dynamoProxy } = await deployOriginal();
    plane.fault = (operation) =>
      operation === 'GetPolicy'
        ? { kind: 'error', status: 403, code: 'AccessDeniedException' }
        : undefined;
    dynamoProxy.plan = ({ operation }) =>
      operation === 'Query'
        ? { kind: 'error', status: 400, code: 'AccessDeniedException' }
        : undefined;
    const { code, out } = await runFibimg(['stack', originalName]);
    expect(code).toBe(0);
    expect(out).toMatch(/not checked: function policy\n +why .*lambda:GetPolicy/);
    expect(out).toMatch(/not checked: counts\n +why .*dynamodb:Query/);
    expect(out).toContain('1024 MB');
    expect(out).not.toContain('lacks lambda:');
  });
});

describe('fibimg stack NAME --check', () => {
  const check = async (...flags: readonly string[]) => {
    const argv = ['stack', originalName, '--check', '--json', ...flags];
    const { code, out } = await runFibimg(argv);
    const document = JSON.parse(out);
    expect(schemaErrors('stack', document)).toEqual([]);
    const ids = document.findings.map(({ id }: { id: string }) => id);
    return { code, ids };
  };

  /** The original with both permissions that its URL needs. */
  const deployFit = async () => {
    const deployed = await deployOriginal();
    const fit = original.originalFunctions[originalFunction];
    const policy = {
      Statement: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].map((action) =>
        original.publicStatement(action, {}),
      ),
    };
    deployed.plane.content = {
      ...deployed.plane.content,
      functions: { [originalFunction]: { ...fit, policy } },
    };
    return deployed;
  };

  test('passes with warnings, and counts nothing', async () => {
    const { dynamoProxy } = await deployFit();
    expect(await check()).toEqual({ code: 0, ids: ['table-capacity'] });
    expect(dynamoProxy.count('Query')).toBe(0);
  });

  test('names what makes its function start and run otherwise', async () => {
    const { plane } = await deployFit();
    const fit = plane.content.functions?.[originalFunction];
    const instances = {
      CapacityProviderArn: 'arn:aws:lambda:eu-west-1:123456789012:capacity-provider:c',
      PerExecutionEnvironmentMaxConcurrency: 16,
    };
    const configuration = {
      ...fit?.configuration,
      ...{ SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'Off' } },
      ...{ VpcConfig: { SubnetIds: ['subnet-1', 'subnet-2'] }, Layers: [{ Arn: 'layer:1' }] },
      CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: instances },
      DurableConfig: { RetentionPeriodInDays: 3, ExecutionTimeout: 600 },
    };
    plane.content = {
      ...plane.content,
      functions: { [originalFunction]: { ...fit, configuration } },
    };
    const { ids } = await check();
    expect(ids).toEqual([
      'function-managed-instances',
      'function-snap-start-latest',
      'function-durable',
      'function-vpc',
      'table-capacity',
    ]);
    const { out } = await runFibimg(['stack', originalName]);
    expect(out).toContain(
      'SnapStart, a VPC (2 subnets), 1 layer, managed instances (16 requests each), durable executions',
    );
  });

  test('fails on a problem', async () => {
    await deployFit();
    expect(await check('--rate', '50')).toEqual({ code: 1, ids: ['table-capacity'] });
  });

  test('fails where function, table and bucket were deleted, which a plain look says too', async () => {
    const { plane, s3Proxy, dynamoProxy } = await deployFit();
    plane.content = { ...plane.content, functions: {} };
    s3Proxy.plan = () => ({ kind: 'error', status: 404, code: 'NoSuchBucket' });
    dynamoProxy.plan = () => ({ kind: 'error', status: 400, code: 'ResourceNotFoundException' });
    expect(await check()).toEqual({ code: 1, ids: ['function-gone', 'table-gone', 'bucket-gone'] });
    const { code, out } = await runFibimg(['stack', originalName]);
    expect(code).toBe(0);
    for (const part of ['function', 'table', 'bucket']) {
      expect(out).toContain(`the ${part} of stack ${originalName} does not exist`);
    }
    expect(out).not.toContain('nothing found');
  });

  test('fails where nothing may be described', async () => {
    const { plane, s3Proxy, dynamoProxy } = await deployFit();
    const denied = { kind: 'error', status: 403, code: 'AccessDeniedException' } as const;
    plane.fault = (operation) => (/Stack/.test(operation) ? undefined : denied);
    s3Proxy.plan = () => ({ ...denied, code: 'AccessDenied' });
    dynamoProxy.plan = () => ({ ...denied, status: 400 });
    const { code, ids } = await check();
    expect(code).toBe(1);
    expect(ids.toSorted()).toEqual([
      'unchecked-bucket',
      'unchecked-concurrency',
      'unchecked-function',
      'unchecked-function-URL',
      'unchecked-function-policy',
      'unchecked-table',
    ]);
    expect((await runFibimg(['stack', originalName])).out).not.toContain('nothing found');
  });

  test('examines a template before it is deployed', async () => {
    const path = join(import.meta.dirname, '../../fixtures/own.template.json');
    expect((await runFibimg(['stack', '--from', path, '--check'])).code).toBe(0);
    const folder = await temporaryFolder();
    const foreign = join(folder, 'foreign.json');
    const template = JSON.parse(await readFile(path, 'utf8'));
    const [table] = Object.values<{ Type: string; Properties: { KeySchema: object[] } }>(
      template.Resources,
    ).filter(({ Type }) => Type === 'AWS::DynamoDB::Table');
    table?.Properties.KeySchema.pop();
    await writeFile(foreign, JSON.stringify(template));
    const { code, out } = await runFibimg(['stack', '--from', foreign, '--check']);
    expect(code).toBe(1);
    expect(out).toContain('has the keys PK (S)');
  });
});

describe('fibimg stack', () => {
  test('lists the stacks that look like ours', async () => {
    await deployOriginal();
    const { code, out } = await runFibimg(['stack']);
    expect(code).toBe(0);
    expect(out).toContain(originalName);
    expect(out).toContain(`table     ${originalTable}`);
    const { out: json } = await runFibimg(['stack', '--json']);
    expect(schemaErrors('stack', JSON.parse(json))).toEqual([]);
    expect(JSON.parse(json).stacks).toHaveLength(1);
  });

  test('says so when there is none', async () => {
    const { plane } = await deployOriginal();
    plane.content = {};
    const { code, out, err } = await runFibimg(['stack']);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('no stack here looks like ours');
  });

  test('takes the configured stack', async () => {
    await deployOriginal();
    const { out } = await runFibimg(['stack', '--env'], { env: { FIBIMG_STACK: originalName } });
    expect(out).toContain(`STACK_NAME=${originalName}`);
  });
});

test.each([
  [['stack', 'a', '--stack', 'b'], 'the stack was given more than once'],
  [['stack', 'a', '--json', '--env'], '--json and --env both want standard output'],
  [['stack', '--check'], '--check needs the name of a stack'],
  [['stack', 'a', '--env', '--check'], '--check and --env exclude each other'],
  [['stack', '--env'], '--env needs the name of a stack'],
  [['stack', '--rate', '5'], '--rate needs the name of a stack'],
  [['stack', 'a', '--rate', 'fast'], '--rate is "fast", expected a number above 0'],
  [['stack', 'a', '--vus', '0'], '--vus is "0", expected a number above 0'],
])('%j is a usage error', async (argv, message) => {
  const { code, err } = await runFibimg(argv);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

describe('a stack in another state', () => {
  test.each([
    ['DELETE_IN_PROGRESS', 1, 'is being deleted'],
    ['ROLLBACK_COMPLETE', 1, 'is rolled back'],
    ['CREATE_IN_PROGRESS', 1, 'is still being created'],
    ['REVIEW_IN_PROGRESS', 1, 'is only planned'],
  ])('%s is refused by get, and shown by stack', async (status, expected, words) => {
    const { plane } = await deployOriginal();
    plane.content = { ...plane.content, stacks: [{ ...original.originalStack, status }] };
    const get = await runFibimg(['get', '--stack', originalName, '--int', '400']);
    expect(get.code).toBe(expected);
    expect(get.err).toContain(words);
    const shown = await runFibimg(['stack', originalName]);
    expect(shown.code).toBe(0);
    expect(shown.out).toContain(words);
  });

  test('UPDATE_IN_PROGRESS is used, with a warning', async () => {
    const { plane } = await deployOriginal();
    const status = 'UPDATE_IN_PROGRESS';
    plane.content = { ...plane.content, stacks: [{ ...original.originalStack, status }] };
    expect((await runFibimg(['stack', originalName])).out).toContain('is being updated');
  });
});

describe('fibimg get --stack NAME', () => {
  test("answers from the deployed table and bucket, by the core's service", async () => {
    const { images, metadata } = await deployOriginal();
    await images.putImage(500, new Uint8Array(1234));
    await images.putMetadata(500, sampleMetadata.full);
    await metadata.put(500, sampleMetadata.full);
    const argv = ['get', '--stack', originalName, '--int', '500', '--json', '--verbose'];
    const { code, out, err } = await runFibimg(argv);
    expect(code).toBe(0);
    expect(JSON.parse(out).metadata).toEqual(sampleMetadata.full);
    expect(err).toContain('outcome stored');
    expect(err).toContain(`s3://${originalBucket}/image/500.jpg`);
  });

  test('stores what was missing where the original would look for it', async () => {
    const { images, metadata } = await deployOriginal();
    const argv = ['get', '--stack', originalName, '--int', '410', '--source', 'generated'];
    const { code } = await runFibimg(argv);
    expect(code).toBe(0);
    expect(await metadata.find(410)).toEqual(await images.findMetadata(410));
    expect((await images.readImage(410))?.subarray(0, 2)).toEqual(Uint8Array.of(0xff, 0xd8));
  });

  test('and by --table and --bucket, which needs no stack', async () => {
    const { plane } = await deployOriginal();
    const store = ['--table', originalTable, '--bucket', originalBucket];
    const { code } = await runFibimg(['get', ...store, '--int', '7', '--source', 'generated']);
    expect(code).toBe(0);
    expect(plane.operations).toEqual([]);
  });
});

test('no secret is in any output, even with --verbose', async () => {
  const { plane } = await deployOriginal();
  plane.fault = () => ({
    kind: 'error',
    status: 403,
    code: 'SignatureDoesNotMatch',
    message: `The Canonical String was\nx-amz-security-token:${secrets.AWS_SESSION_TOKEN}\nhost:x`,
  });
  for (const mode of ['--verbose', '--json']) {
    const { code, out, err } = await runFibimg(['stack', originalName, mode]);
    expect(code).toBe(4);
    for (const secret of [...Object.values(secrets), 'AKIAIOSFODNN7EXAMPLE']) {
      expect(out + err).not.toContain(secret);
    }
  }
});

describe('fibimg stack --from', () => {
  const write = async (name: string, content: object) => {
    const path = join(await temporaryFolder(), name);
    await writeFile(path, JSON.stringify(content));
    return path;
  };

  test('shows what an outputs file names, and examines nothing', async () => {
    const path = await write('outputs.json', { mine: { TheUrl: originalUrl, Bucket: 'b' } });
    const { code, out } = await runFibimg(['stack', '--from', path]);
    expect(code).toBe(0);
    expect(out).toContain(`url        ${originalUrl}`);
    expect(out).not.toContain('fit for a load test');
    const { out: lines } = await runFibimg(['stack', '--from', path, '--env']);
    expect(lines).toBe(`STACK_NAME=mine\nFUNCTION_URL=${originalUrl}\nBUCKET_NAME=b\n`);
  });

  test('picks one stack of several by name', async () => {
    const path = await write('outputs.json', {
      a: { Bucket: 'bucket-a' },
      b: { Bucket: 'bucket-b' },
    });
    const picked = await runFibimg(['stack', 'b', '--from', path, '--json']);
    expect(JSON.parse(picked.out)).toMatchObject({ name: 'b', bucketName: 'bucket-b' });
    expect(schemaErrors('stack', JSON.parse(picked.out))).toEqual([]);
    const open = await runFibimg(['stack', '--from', path]);
    expect(open.code).toBe(2);
    expect(open.err).toContain('holds 2 stacks');
    const none = await runFibimg(['stack', 'c', '--from', path]);
    expect(none.err).toContain('holds no stack c');
  });

  test('examines a template under the name of its file', async () => {
    const path = join(import.meta.dirname, '../../fixtures/own.template.json');
    const { out } = await runFibimg(['stack', '--from', path, '--json']);
    const document = JSON.parse(out);
    expect(schemaErrors('stack', document)).toEqual([]);
    expect(document).toMatchObject({ name: 'own', function: { architecture: 'arm64' } });
    const { out: card } = await runFibimg(['stack', '--from', path]);
    expect(card).toContain('fit for a load test: nothing found');
    expect(card).toContain('known once deployed');
  });

  test('says what is wrong with a file', async () => {
    const { code, err } = await runFibimg(['stack', '--from', '/nonexistent.json']);
    expect(code).toBe(2);
    expect(err).toContain('/nonexistent.json');
  });
});

describe('the built binary against a deployed stack', () => {
  test('gets, shows, and says nothing of its own on standard error', async () => {
    const { env } = await deployOriginal();
    const get = ['get', '--stack', originalName, '--int', '420', '--source', 'generated', '--json'];
    for (const argv of [get, ['stack', originalName, '--json'], ['stack', '--json']]) {
      const { code, out, err } = await spawnFibimg(argv, { env }).done;
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(() => JSON.parse(out)).not.toThrow();
    }
  });

  test('ends at once where nobody is signed in', async () => {
    const { env } = await deployOriginal();
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...anonymous } = env;
    const argv = ['stack', '--endpoint-url', 'http://nohost.invalid'];
    const { code, out, err } = await spawnFibimg(argv, { env: anonymous }).done;
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('fibimg stack: no AWS credentials found');
  });

  test('ends at its time-out where nothing answers', async () => {
    const { env, plane } = await deployOriginal();
    plane.fault = () => ({ kind: 'hang' });
    const argv = ['stack', originalName, '--timeout', '200ms'];
    const { code, err } = await spawnFibimg(argv, { env }).done;
    expect(code).toBe(1);
    expect(err).toContain('did not answer DescribeStacks');
  });
});
