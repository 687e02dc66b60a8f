import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { builtFile } from '../../src/process/built-file.ts';
import { temporaryFolder } from '../support/cli/run-fibimg.ts';

it('the local Lambda of a bench that has gone while it answers removes its folder and leaves without a word', async () => {
  const dataDir = join(await temporaryFolder(), 'store');
  await mkdir(dataDir);
  const child = fork(builtFile('cli/serve-child.cjs'), [dataDir], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  if (child.stderr === null) throw new TypeError('standard error is piped');
  const said = text(child.stderr);
  const ended = new Promise((resolve) => child.once('exit', (...end) => resolve(end)));
  const call = { id: 1, request: { op: 'empty' } };
  const answered = new Promise((resolve) => child.once('message', resolve));
  child.send(call);
  await answered;
  for (let nth = 0; nth < 20; nth += 1) child.send(call);
  child.disconnect();
  expect(await ended).toEqual([0, null]);
  expect(await said).toBe('');
  expect(existsSync(dataDir)).toBe(false);
}, 20_000);
