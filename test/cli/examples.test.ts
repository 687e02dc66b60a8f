import { describe, expect, it } from 'vitest';
import { configCommand } from '../../src/commands/config.ts';
import { getCommand } from '../../src/commands/get.ts';
import { spawnFibimg, temporaryFolder } from '../support/run-fibimg.ts';

/** Commands whose examples need nothing but this machine; the network is replaced by generated images. */
const local = [getCommand, configCommand];

describe.each(local.flatMap(({ examples }) => examples.map(({ line }) => line)))('%s', (line) => {
  it('runs as printed', async () => {
    const cwd = await temporaryFolder();
    const env = { HOME: cwd, FIBIMG_SOURCE: 'generated' };
    const { code, out, err } = await spawnFibimg(line.split(' ').slice(1), { cwd, env }).done;
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toBe('');
  });
});
