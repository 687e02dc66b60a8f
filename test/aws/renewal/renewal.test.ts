import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { beginRenewal, type RenewalRequest } from '../../../src/core/renewal/renew-environments.ts';
import { restoreFunction } from '../../../src/core/renewal/restore-function.ts';
import type { Configuration } from '../../support/aws/lambda/function-record.ts';
import type { PlaneFault } from '../../support/aws/lambda/lambda-stand-in.ts';
import { rigRenewal, secretVariables } from './renewal-rig.ts';

type Rig = Awaited<ReturnType<typeof rigRenewal>>;

const request = {
  title: 'function images',
  alias: undefined,
  endpoint: undefined,
  breakLock: false,
};

const begin = ({ deps }: Rig, changes: Partial<RenewalRequest> = {}) =>
  beginRenewal(deps, { ...request, ...changes });

const markerIn = ({ record }: Rig): string | undefined =>
  (record.describe() as Configuration).Environment?.Variables['FIBIMG_COLD_MARKER'];

const updates = ({ server }: Rig): number =>
  server.operations.filter((one) => one === 'UpdateFunctionConfiguration').length;

describe('renewing environments by a variable', () => {
  it('merges one variable, takes two calls a round once it has begun, and leaves no trace', async () => {
    const rig = await rigRenewal();
    const original = rig.record.remembered();
    const renewal = await begin(rig);
    expect(updates(rig)).toBe(0);
    const before = rig.server.operations.length;
    await renewal.renew();
    await renewal.renew();
    await renewal.renew();
    expect(rig.server.operations.slice(before)).toEqual(
      new Array(3).fill(['UpdateFunctionConfiguration', 'GetFunctionConfiguration']).flat(),
    );
    expect(markerIn(rig)).toMatch(/^fibimg 2\S+Z \S+ 000003$/);
    expect(rig.record.describe()).toMatchObject({ Environment: { Variables: secretVariables } });
    expect(await renewal.restore()).toEqual({ done: ['removed FIBIMG_COLD_MARKER'], left: [] });
    expect(rig.record.remembered()).toBe(original);
    expect(await readdir(rig.folder)).toEqual([]);
  });

  it('changes the memory size with the variable, in as many calls, and puts both back in one', async () => {
    const rig = await rigRenewal();
    const original = rig.record.remembered();
    const renewal = await begin(rig, { memorySizesMb: [128, 3008, 1024] });
    const memory = () => (rig.record.describe() as Configuration).MemorySize;
    await renewal.renew(undefined, 128);
    expect(memory()).toBe(128);
    await renewal.renew();
    expect(memory()).toBe(128);
    await renewal.renew(undefined, 3008);
    expect(memory()).toBe(3008);
    expect(await renewal.restore()).toEqual({
      done: ['removed FIBIMG_COLD_MARKER', 'memory size back to 1024 MB'],
      left: [],
    });
    expect([rig.record.remembered(), updates(rig)]).toEqual([original, 4]);
  });

  it('stops at, and leaves alone, a memory size that others have set', async () => {
    const rig = await rigRenewal();
    const renewal = await begin(rig, { memorySizesMb: [128, 256] });
    await renewal.renew(undefined, 128);
    rig.record.changeByOthers({ MemorySize: 2048 });
    await expect(renewal.renew(undefined, 256)).rejects.toMatchObject({
      why: expect.stringContaining('MemorySize'),
    });
    const { left } = await renewal.restore();
    expect(left.join()).toContain('2048 MB and was 1024 MB');
    expect((rig.record.describe() as Configuration).MemorySize).toBe(2048);
  });

  it('waits for slow updates, and takes the revision that they end with', async () => {
    const rig = await rigRenewal({ settleMs: 40 });
    const original = rig.record.remembered();
    const renewal = await begin(rig);
    for (let round = 0; round < 3; round += 1) await renewal.renew();
    await renewal.restore();
    expect(rig.record.remembered()).toBe(original);
    expect(updates(rig)).toBe(4);
  });

  it.each<readonly [string, PlaneFault]>([
    ['a change under way', { kind: 'error', status: 409, type: 'ResourceConflictException' }],
    ['a throttled control plane', { kind: 'error', status: 429, type: 'TooManyRequestsException' }],
    [
      'a revision that Lambda changed',
      { kind: 'error', status: 412, type: 'PreconditionFailedException' },
    ],
    ['a connection that broke before the change', { kind: 'reset-before' }],
    ['a connection that broke after the change', { kind: 'reset-after' }],
  ])('gets over %s', async (_, fault) => {
    const rig = await rigRenewal();
    const original = rig.record.remembered();
    rig.server.plan((operation, nth) =>
      operation === 'UpdateFunctionConfiguration' && nth % 3 !== 0 ? fault : undefined,
    );
    const renewal = await begin(rig);
    for (let round = 0; round < 3; round += 1) await renewal.renew();
    expect(markerIn(rig)).toMatch(/ 000003$/);
    await renewal.restore();
    expect(rig.record.remembered()).toBe(original);
  });

  it('tells of an update that fails, and takes it back', async () => {
    const rig = await rigRenewal({ failUpdates: (nth) => nth === 1 });
    const original = rig.record.remembered();
    const renewal = await begin(rig);
    await expect(renewal.renew()).rejects.toMatchObject({
      kind: 'refused',
      why: 'the role cannot be assumed',
    });
    await renewal.restore();
    expect(rig.record.remembered()).toBe(original);
  });

  it.each<readonly [string, Partial<Configuration>, string]>([
    [
      'a variable',
      { Environment: { Variables: { ...secretVariables, API_TOKEN: 'new' } } },
      'API_TOKEN',
    ],
    ['the code', { CodeSha256: 'other' }, 'CodeSha256'],
    ['the memory size', { MemorySize: 512 }, 'MemorySize'],
  ])('stops when others changed %s, and leaves their change', async (_, change, named) => {
    const rig = await rigRenewal();
    const renewal = await begin(rig);
    await renewal.renew();
    const marked = rig.record.describe() as Configuration;
    const merged = {
      ...change,
      Environment: {
        Variables: { ...marked.Environment?.Variables, ...change.Environment?.Variables },
      },
    };
    rig.record.changeByOthers(merged);
    await expect(renewal.renew()).rejects.toMatchObject({
      message: 'function images was changed by others while it was measured',
      why: expect.stringContaining(named),
    });
    await renewal.restore();
    const { FIBIMG_COLD_MARKER: _marker, ...others } = merged.Environment.Variables;
    expect(rig.record.describe()).toMatchObject({ ...change, Environment: { Variables: others } });
    expect(markerIn(rig)).toBeUndefined();
  });

  it('leaves a marker that others have written', async () => {
    const rig = await rigRenewal();
    const renewal = await begin(rig);
    await renewal.renew();
    rig.record.changeByOthers({ Environment: { Variables: { FIBIMG_COLD_MARKER: 'theirs' } } });
    expect((await renewal.restore()).left).toEqual(['FIBIMG_COLD_MARKER was changed by others']);
    expect(markerIn(rig)).toBe('theirs');
  });

  it('has its journal readable by its owner alone, without any variable in it', async () => {
    const rig = await rigRenewal();
    const renewal = await begin(rig);
    const [name = ''] = await readdir(rig.folder);
    const path = join(rig.folder, name);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    expect(text).not.toMatch(/nobody-may-see-this|API_TOKEN/);
    expect(JSON.parse(text)).toMatchObject({
      functionArn: rig.record.arn,
      marker: null,
      alias: null,
    });
    await renewal.restore();
  });
});

describe('renewing environments behind an alias', () => {
  it('publishes a version a round, moves the alias, and deletes all of its own', async () => {
    const rig = await rigRenewal();
    const original = rig.record.remembered();
    const renewal = await begin(rig, { alias: 'live' });
    await renewal.renew();
    await renewal.renew();
    expect(rig.record.describeAlias('live')).toMatchObject({ FunctionVersion: '3' });
    expect(rig.record.versions()).toEqual(['1', '3']);
    const { done, left } = await renewal.restore();
    expect([done.length, left]).toEqual([3, []]);
    expect(rig.record.remembered()).toBe(original);
  });

  it('leaves an alias that others have moved, and a version that they use', async () => {
    const rig = await rigRenewal();
    const renewal = await begin(rig, { alias: 'live' });
    await renewal.renew();
    rig.record.setAlias('other', '2');
    rig.record.setAlias('live', '1');
    rig.record.setAlias('live', rig.record.publish({ Description: 'hotfix' }));
    await expect(renewal.renew()).rejects.toMatchObject({
      message: expect.stringContaining('moved by others'),
    });
    const { left } = await renewal.restore();
    expect(left).toEqual([
      'alias live was moved to version 3 by others',
      'version 2 is in use by others',
    ]);
    expect(markerIn(rig)).toBeUndefined();
  });

  it.each<readonly [string, (rig: Rig) => void, string]>([
    ['$LATEST is newer', (rig) => rig.record.changeByOthers({ CodeSha256: 'newer' }), 'CodeSha256'],
    ['$LATEST has another setting', (rig) => rig.record.changeByOthers({ Timeout: 3 }), 'Timeout'],
    [
      'the alias is split',
      (rig) => rig.record.splitAlias('live', { '2': 0.1 }),
      'take the place of both',
    ],
  ])('changes nothing where %s', async (_, spoil, why) => {
    const rig = await rigRenewal();
    spoil(rig);
    const original = rig.record.remembered();
    await expect(begin(rig, { alias: 'live' })).rejects.toMatchObject({
      kind: 'usage',
      why: expect.stringContaining(why),
    });
    expect(rig.record.remembered()).toBe(original);
    expect(await readdir(rig.folder)).toEqual([]);
  });
});

describe('what is refused before anything is changed', () => {
  it('an environment without room', async () => {
    const rig = await rigRenewal({ variables: { BIG: 'x'.repeat(4000) } });
    await expect(begin(rig)).rejects.toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('4096'),
    });
    expect([updates(rig), await readdir(rig.folder)]).toEqual([0, []]);
  });

  it('an environment that cannot be decrypted', async () => {
    const rig = await rigRenewal();
    const unread = { ErrorCode: 'AccessDeniedException', Message: 'Lambda was unable to decrypt' };
    rig.record.changeByOthers({
      Environment: { Error: unread } as unknown as Configuration['Environment'],
    } as Partial<Configuration>);
    await expect(begin(rig)).rejects.toMatchObject({
      message: expect.stringContaining('cannot be read'),
    });
    expect(updates(rig)).toBe(0);
  });

  it('a function without a permission to change it: nothing is left of the attempt', async () => {
    const rig = await rigRenewal();
    const original = rig.record.remembered();
    rig.server.plan((operation) =>
      operation === 'UpdateFunctionConfiguration'
        ? { kind: 'error', status: 403, type: 'AccessDeniedException' }
        : undefined,
    );
    const renewal = await begin(rig);
    await expect(renewal.renew()).rejects.toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('lambda:UpdateFunctionConfiguration'),
    });
    expect(await renewal.restore()).toEqual({ done: [], left: [] });
    expect([rig.record.remembered(), await readdir(rig.folder)]).toEqual([original, []]);
  });

  it('a second bench on the same function, here or elsewhere', async () => {
    const rig = await rigRenewal();
    const renewal = await begin(rig);
    await expect(begin(rig)).rejects.toMatchObject({
      message: expect.stringContaining('another bench changes'),
    });
    await renewal.renew();
    const elsewhere = { ...rig.deps, journal: { take: async () => {}, clear: async () => {} } };
    await expect(beginRenewal(elsewhere, request)).rejects.toMatchObject({
      message: 'another bench changes function images',
      hint: expect.stringContaining('--break-lock'),
    });
    await renewal.restore();
  });

  it('a marker whose journal is lost is taken for nothing where that is asked for', async () => {
    const rig = await rigRenewal();
    const original = rig.record.remembered();
    const elsewhere = { ...rig.deps, journal: { take: async () => {}, clear: async () => {} } };
    await (await beginRenewal(elsewhere, request)).renew();
    const renewal = await begin(rig, { breakLock: true });
    await renewal.renew();
    await renewal.restore();
    expect(rig.record.remembered()).toBe(original);
  });

  it.each([
    ['{"journalVersion":1,', 'damaged'],
    ['{"journalVersion":2}', 'another version'],
  ])('a journal that cannot be read: %s', async (text) => {
    const rig = await rigRenewal();
    await writeFile(join(rig.folder, 'images-0.json'), text);
    await expect(rig.files.list()).rejects.toMatchObject({ kind: 'corrupt' });
  });

  it('a journal of another account, without a change', async () => {
    const rig = await rigRenewal();
    const original = rig.record.remembered();
    await begin(rig);
    const [found] = await rig.files.list();
    if (found === undefined) throw new Error('there is a journal');
    const journal = {
      ...found.journal,
      functionArn: found.journal.functionArn.replace('123456789012', '999999999999'),
    };
    await expect(
      restoreFunction({ ...rig.deps, journal: found.slot }, journal),
    ).rejects.toMatchObject({
      kind: 'refused',
      hint: expect.stringContaining('--profile'),
    });
    expect(rig.record.remembered()).toBe(original);
    expect(await rig.files.list()).toHaveLength(1);
  });

  it('a journal folder that is a file', async () => {
    const rig = await rigRenewal();
    await rm(rig.folder, { recursive: true });
    await writeFile(rig.folder, 'a file');
    await expect(begin(rig)).rejects.toThrow();
    expect(updates(rig)).toBe(0);
  });
});
