import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deployOriginal } from '../../support/aws/deployed-stack.ts';
import {
  originalBucket,
  originalName,
  originalStack,
  originalTable,
} from '../../support/aws/original-stack.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';
import { realClock } from '../../support/load/real-clock.ts';

afterEach(() => vi.unstubAllEnvs());

const bytes = Buffer.from('0123456789');

const deploy = async () => {
  const deployed = await deployOriginal();
  const keys = () => [...deployed.bucket.versionsAfter('', undefined)].map(({ key }) => key);
  const purge = (...argv: string[]) =>
    runFibimg(['purge', '--stack', originalName, '--yes', ...argv], { clock: realClock });
  const extend = (more: readonly { logicalId: string; type: string; physicalId: string }[]) => {
    const resources = [...(originalStack.resources ?? []), ...more];
    const tags = { fibimg: '' };
    deployed.plane.content = {
      ...deployed.plane.content,
      stacks: [{ ...originalStack, resources, tags }],
    };
  };
  return { ...deployed, keys, purge, extend };
};

describe('what a purge says of what it did', () => {
  test.each(['PermanentRedirect', 'AuthorizationHeaderMalformed'])(
    'a bucket that answers %s is neither missing nor empty',
    async (code) => {
      const { bucket, keys, purge, s3Proxy } = await deploy();
      bucket.put('image/400.jpg', bytes, 'image/jpeg');
      s3Proxy.plan = () => ({
        kind: 'error',
        status: code === 'PermanentRedirect' ? 301 : 400,
        code,
      });
      const result = await purge('--missing-ok');
      expect([result.code, result.err]).toEqual([1, expect.stringContaining('in another region')]);
      expect([result.out, keys()]).toEqual(['', ['image/400.jpg']]);
    },
  );

  test('a table of type GlobalTable is purged as any other', async () => {
    const { metadata, plane, purge } = await deploy();
    const resources = (originalStack.resources ?? []).map((each) =>
      each.type === 'AWS::DynamoDB::Table' ? { ...each, type: 'AWS::DynamoDB::GlobalTable' } : each,
    );
    plane.content = { ...plane.content, stacks: [{ ...originalStack, resources }] };
    const created = '2026-11-21 10:00:00';
    await metadata.put(400, {
      ...{ originalUrl: 'x', redirectedUrl: 'x', imageLocation: 'image/400.jpg', created },
      ...{ contentDisposition: null, contentType: null },
    });
    const { code, out } = await purge('--json');
    expect([code, JSON.parse(out).removed.items]).toEqual([0, 1]);
  });

  test('two tables and two buckets are named, not taken for none', async () => {
    const { bucket, keys, purge, extend, plane } = await deploy();
    bucket.put('image/400.jpg', bytes, 'image/jpeg');
    extend([
      { logicalId: 'Other', type: 'AWS::DynamoDB::Table', physicalId: 'other-table' },
      { logicalId: 'Others', type: 'AWS::S3::Bucket', physicalId: 'other-bucket' },
    ]);
    plane.content = { ...plane.content, functions: {} };
    const [stack] = plane.content.stacks ?? [];
    if (stack) plane.content = { ...plane.content, stacks: [{ ...stack, outputs: {} }] };
    const { code, err } = await purge('--missing-ok');
    expect([code, keys()]).toEqual([2, ['image/400.jpg']]);
    expect(err).toContain(`${originalTable}, other-table`);
  });

  test('verified is true only when something was listed', async () => {
    const { s3Proxy, dynamoProxy, purge } = await deploy();
    s3Proxy.plan = () => ({ kind: 'error', status: 404, code: 'NoSuchBucket' });
    dynamoProxy.plan = () => ({ kind: 'error', status: 400, code: 'ResourceNotFoundException' });
    const { code, out } = await purge('--missing-ok', '--json');
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ verified: false })]);
  });

  test('an error of a batch that names no version is told', async () => {
    const { bucket, keys, purge, s3Proxy } = await deploy();
    bucket.versioning = 'Enabled';
    for (const pixels of [400, 401]) bucket.put(`image/${pixels}.jpg`, bytes, 'image/jpeg');
    s3Proxy.plan = ({ operation }) =>
      operation === 'DeleteObjects'
        ? {
            kind: 'key-errors',
            code: 'AccessDenied',
            fails: (key) => key === 'image/401.jpg',
            withoutVersion: true,
          }
        : undefined;
    const { code, out } = await purge();
    expect([code, keys()]).toEqual([1, ['image/401.jpg']]);
    expect(out).toMatch(
      /version .* of image\/401\.jpg: AccessDenied|image\/401\.jpg: AccessDenied/,
    );
    expect(out).not.toContain('something is still writing');
  });

  test('a key that XML cannot hold is deleted, and so are all others', async () => {
    const { bucket, keys, purge } = await deploy();
    for (const key of ['a\u0001b', 'c\u001fd%20+e', 'image/400.jpg', 'notes.txt']) {
      bucket.put(key, bytes, 'text/plain');
    }
    expect((await purge('--all-keys')).code).toBe(0);
    expect(keys()).toEqual([]);
  });
});

describe('the plan of a purge', () => {
  test('says where: account, region, stack, and the variable that named it', async () => {
    const { bucket, s3Proxy } = await deploy();
    bucket.put('image/400.jpg', bytes, 'image/jpeg');
    const { code, err } = await runFibimg(['purge', '--yes'], {
      env: { FIBIMG_STACK: originalName },
      clock: realClock,
    });
    expect(code).toBe(0);
    expect(err).toMatch(/account +123456789012\n/);
    expect(err).toMatch(/region +eu-west-1\n/);
    expect(err).toMatch(new RegExp(`endpoint +${s3Proxy.url}\n`));
    expect(err).toMatch(/named by +FIBIMG_STACK\n/);
    expect(err).toContain(`of ${originalBucket}\n`);
  });
});

const putLock = async (
  { dynamoDb }: Pick<Awaited<ReturnType<typeof deploy>>, 'dynamoDb'>,
  heldMs: number,
): Promise<void> => {
  const Item = {
    ...{ PK: { S: 'FIBIMG' }, SK: { S: 'LOCK' }, owner: { S: 'dead' } },
    ...{ command: { S: 'fibimg bench' }, since: { S: '2026-11-21 10:00:00' } },
    expiresMs: { N: String(Date.now() + heldMs) },
  };
  await dynamoDb.send(new PutItemCommand({ TableName: originalTable, Item }));
};

describe('a lock that a dead run left', () => {
  const locked = async () => {
    const deployed = await deploy();
    await putLock(deployed, 60_000);
    deployed.bucket.put('image/400.jpg', bytes, 'image/jpeg');
    return deployed;
  };

  const generated = ['--source', 'generated', '--ints', '401'];
  test.each([
    ['purge', ['purge', '--yes']],
    ['seed', ['seed', ...generated]],
    ['seed --force', ['seed', ...generated, '--force']],
    ['seed --overwrite-foreign', ['seed', ...generated, '--overwrite-foreign']],
  ])('holds %s off until --break-lock', async (_, argv) => {
    const { keys } = await locked();
    const words = [...argv, '--stack', originalName];
    const refused = await runFibimg(words, { clock: realClock });
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('--break-lock')]);
    expect(keys()).toEqual(['image/400.jpg']);
    expect((await runFibimg([...words, '--break-lock'], { clock: realClock })).code).toBe(0);
  });
});

describe('a lock that a dead run left in an empty store', () => {
  const lockLeft = async ({ dynamoDb }: Pick<Awaited<ReturnType<typeof deploy>>, 'dynamoDb'>) => {
    const Key = { PK: { S: 'FIBIMG' }, SK: { S: 'LOCK' } };
    const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: originalTable, Key }));
    return Item !== undefined;
  };

  test.each([
    ['an expired one', -1, []],
    ['one to be broken', 60_000, ['--break-lock']],
  ])('goes with a purge: %s', async (_, heldMs, flags) => {
    const deployed = await deploy();
    await putLock(deployed, heldMs);
    expect((await deployed.purge('--dry-run')).code).toBe(0);
    expect(await lockLeft(deployed)).toBe(true);
    const { code, err } = await deployed.purge(...flags);
    expect([code, err]).toEqual([0, expect.stringContaining('removed the lock of a dead run')]);
    expect(await lockLeft(deployed)).toBe(false);
  });

  test('stays and is told while it holds others off', async () => {
    const deployed = await deploy();
    await putLock(deployed, 60_000);
    const { code, err } = await deployed.purge();
    expect([code, err]).toEqual([1, expect.stringContaining('--break-lock')]);
    expect(await lockLeft(deployed)).toBe(true);
  });
});

test('two writers of one stack keep off each other, and the lock is gone afterwards', async () => {
  const { bucket, dynamoProxy, purge, metadata } = await deploy();
  bucket.put('image/400.jpg', bytes, 'image/jpeg');
  let inside: Promise<{ readonly code: number; readonly err: string }> | undefined;
  dynamoProxy.plan = ({ operation, nth }) => {
    if (operation !== 'GetItem' || nth !== 0) return undefined;
    const rng = { below: () => 0, uuid: () => 'another-run' };
    inside = runFibimg(['purge', '--stack', originalName, '--yes'], { clock: realClock, rng });
    return { kind: 'after', event: inside };
  };
  const argv = ['seed', '--stack', originalName, '--source', 'generated', '--ints', '401'];
  const outside = await runFibimg(argv, { clock: realClock });
  const refused = await inside;
  expect(outside.code).toBe(0);
  expect([refused?.code, refused?.err]).toEqual([
    1,
    expect.stringContaining(`stack ${originalName} is locked by another run`),
  ]);
  dynamoProxy.plan = undefined;
  expect((await purge()).code).toBe(0);
  for await (const pixels of metadata.list()) expect.unreachable(`${pixels} is left`);
});

test.each([
  ['a store', undefined],
  ['a dead table', { kind: 'reset' } as const],
])('64 images at once on %s warn of nothing', async (_, fault) => {
  const { dynamoProxy } = await deploy();
  dynamoProxy.plan = ({ operation }) => (operation === 'GetItem' ? fault : undefined);
  const warnings: string[] = [];
  const note = ({ name }: Error) => void warnings.push(name);
  process.on('warning', note);
  const argv = ['seed', '--stack', originalName, '--source', 'generated', '--ints', '20-90'];
  await runFibimg([...argv, '--concurrency', '64'], { clock: realClock });
  // Warnings are told a tick late.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings.filter((name) => name === 'MaxListenersExceededWarning')).toEqual([]);
});
