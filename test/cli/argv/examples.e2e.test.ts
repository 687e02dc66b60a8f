import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commands } from '../../../src/cli/argv/commands.ts';
import { spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';

/** Why an example cannot run here as it is printed; the tests of its command cover what it says. */
const notHere: readonly (readonly [RegExp, string])[] = [
  [/^fibimg bench$/, 'takes 20 s'],
  [/--phase warm/, 'takes 10 s'],
  [/^fibimg (stack|invoke)|"\$\(fibimg stack|--stack/, 'needs a deployed stack or function'],
  [/^fibimg (compare|import|merge|report|runs|verify)|--duet/, 'needs runs, or makes many'],
  [/^fibimg lab/, 'takes minutes, or needs a deployed function: test/commands/lab'],
  [/^fibimg cost( last.*)?$/, 'needs a run: test/commands/cost'],
  [/--testrun/, 'leaves a file and says so: exported-script.e2e.test.ts'],
  [/\.\/pictures/, 'needs a folder of pictures'],
  [/^fibimg (seed|purge)/, 'runs in store-processes.test.ts'],
];

const examples = commands.flatMap((command) => command.examples.map(({ line }) => line));
const here = examples.filter((line) => !notHere.some(([pattern]) => pattern.test(line)));
const [serving, ending] = [true, false].map((serves) =>
  here.filter((line) => line.startsWith('fibimg serve') === serves),
);

const place = async () => {
  const cwd = await temporaryFolder();
  return { cwd, env: { HOME: cwd, FIBIMG_SOURCE: 'generated' } };
};

it('every reason why an example does not run here is needed', () => {
  for (const [pattern, why] of notHere) {
    expect([why, examples.some((line) => pattern.test(line))]).toEqual([why, true]);
  }
  expect(here.length).toBeGreaterThanOrEqual(8);
});

describe.each(ending ?? [])('%s', (line) => {
  it('runs as printed', async () => {
    const { code, out, err } = await spawnFibimg(line.split(' ').slice(1), await place()).done;
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toBe('');
  });
});

describe.each(serving ?? [])('%s', (line) => {
  it('listens, answers, and ends at Ctrl-C', async () => {
    // Any free port: the default one may be in use on the machine that runs this.
    const argv = line.includes('--port') ? line : `${line} --port 0`;
    const { child, done } = spawnFibimg(argv.split(' ').slice(1), await place());
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    const listening = /^listening on (\S+)\n/;
    for (let tries = 0; tries < 200 && !listening.test(said); tries += 1) await sleep(50);
    const url = listening.exec(said)?.[1];
    expect((await fetch(`${url}/?int=500`)).status).toBe(200);
    child.kill('SIGINT');
    const { code, err } = await done;
    expect([code, err]).toEqual([130, expect.stringContaining('served 1 invocations: 1 cold')]);
  });
});
