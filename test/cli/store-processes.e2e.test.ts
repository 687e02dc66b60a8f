import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { purgeCommand } from '../../src/commands/purge/purge.ts';
import { seedCommand } from '../../src/commands/seed/seed.ts';
import { awsEnv } from '../support/aws/aws-env.ts';
import {
  bucketName,
  type PurgePlace,
  startPurgePlace,
  tableName,
} from '../support/aws/purge-place.ts';
import { spawnFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';

const withPlace = async (count: number, body: (place: PurgePlace) => Promise<void>) => {
  const place = await startPurgePlace();
  try {
    for (let pixels = 1; pixels <= count; pixels += 1) {
      place.bucket.put(`image/${pixels}.jpg`, Buffer.from('x'), 'image/jpeg');
    }
    await place.putItems(
      Array.from({ length: count }, (_, at) => ['IMAGE', `PIXELS#${at + 1}`] as const),
    );
    await body(place);
  } finally {
    await place.close();
  }
};

const spawnPurge = ({ s3, dynamoDb }: PurgePlace, ...argv: string[]) =>
  spawnFibimg(['purge', '--table', tableName, '--bucket', bucketName, ...argv], {
    env: {
      ...awsEnv,
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    },
  });

test('the built binary empties a bucket and a table, and ends by itself', async () => {
  await withPlace(30, async (place) => {
    const { code, out, err } = await spawnPurge(place, '--yes', '--quiet').done;
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/left +nothing \(listed again\)\n$/);
    expect([await place.items(), [...place.bucket.objectsAfter('')]]).toEqual([[], []]);
  });
});

test('SIGINT ends it after what is under way, with a summary and 130', async () => {
  await withPlace(60, async (place) => {
    const { child, done } = spawnPurge(place, '--yes', '--quiet', '--concurrency', '1', '--json');
    place.dynamoDb.plan = ({ operation, nth }) => {
      if (operation !== 'BatchWriteItem') return undefined;
      if (nth === 1) child.kill('SIGINT');
      return { kind: 'delay', ms: 200 };
    };
    const { code, out } = await done;
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({
      interrupted: true,
      removed: { items: 50, objects: 0 },
      left: 70,
    });
    expect((await place.items()).length).toBe(10);
  });
});

test('without --yes and a terminal it asks nothing and deletes nothing', async () => {
  await withPlace(1, async (place) => {
    const { code, out, err } = await spawnPurge(place).done;
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('--yes');
    expect([...place.s3.requests, ...place.dynamoDb.requests]).toEqual([]);
  });
});

test('a seeding that is interrupted goes on where it stopped', async () => {
  const dir = await temporaryFolder();
  const argv = ['seed', '--source', 'generated', '--data-dir', dir, '--json'];
  const first = spawnFibimg([...argv, '--concurrency', '2']);
  let lines = 0;
  first.child.stderr.on('data', () => {
    lines += 1;
    first.child.kill('SIGTERM');
  });
  const { code, out } = await first.done;
  expect(lines).toBeGreaterThan(0);
  const { written, left } = JSON.parse(out);
  expect([code, written + left]).toEqual([143, 601]);
  expect(readdirSync(join(dir, 'image')).length).toBe(written);
  const rest = spawnFibimg([...argv, '--quiet', '--to', '400']);
  expect(JSON.parse((await rest.done).out)).toMatchObject({ asked: 1, skipped: 1 });
}, 60_000);

const runsHere = ({ line }: { line: string }) => !/--stack|\.\/pictures/.test(line);
const examples = [...seedCommand.examples, ...purgeCommand.examples].filter(runsHere);

test.each(examples.map(({ line }) => line))('%s runs as printed', async (line) => {
  const cwd = await temporaryFolder();
  const env = { HOME: cwd, FIBIMG_SOURCE: 'generated' };
  const { code, out } = await spawnFibimg(line.split(' ').slice(1), { cwd, env }).done;
  expect([code, out]).toEqual([0, expect.stringContaining(cwd)]);
});
