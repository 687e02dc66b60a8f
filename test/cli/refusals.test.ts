import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/argv/commands.ts';
import { createServices } from '../../src/cli/wiring/wiring.ts';
import { flagOf, type Option } from '../../src/config/declaration.ts';
import { type InProcessOptions, runFibimg, temporaryFolder } from '../support/cli/run-fibimg.ts';

/** Runs what must be refused: nothing is opened, asked, written or left. */
const refused = async (argv: readonly string[], options: InProcessOptions = {}) => {
  const cwd = await temporaryFolder();
  let opened = 0;
  const { code, out, err } = await runFibimg(argv, {
    ...{ cwd, home: cwd, ...options },
    services: (io, settings) => {
      opened += 1;
      return createServices(io, settings);
    },
  });
  expect({ argv, code, out, opened, left: readdirSync(cwd) }).toEqual({
    ...{ argv, code: 2, out: '', opened: 0, left: [] },
  });
  return err;
};

const options = await Promise.all(
  commands.map(async ({ name, options: load }) =>
    Object.entries(await load())
      .filter(([, { kind }]) => kind !== 'switch')
      .map(([key, option]) => [name, flagOf(key, option), option] as const),
  ),
);

/** No value of any option is empty; none of a duration is longer than a day. */
const wrongTexts = ({ expected }: Option): readonly string[] =>
  expected.startsWith('a duration') ? ['', '99999h', '600h', '-1s', '5'] : [''];

describe('every option of every command refuses what it cannot be, before anything is done:', () => {
  it.each(options.flat())('%s %s', async (command, flag, option) => {
    for (const text of wrongTexts(option)) {
      expect(await refused([command, flag, text])).toMatch(/^fibimg [a-z]+: /);
    }
  });

  it('a time-out of nothing', async () => {
    for (const [command, flag, { expected }] of options.flat()) {
      if (!/timeout$/.test(flag) || !expected.startsWith('a duration')) continue;
      expect(await refused([command, flag, '0s'])).toContain(`${flag} is "0s"`);
    }
  });
});

const closed = 'http://127.0.0.1:9';

describe('options that are right alone and wrong together are refused before anything is done:', () => {
  it.each<[string, string]>([
    ['get 5 7', 'too many arguments'],
    [`bench ${closed}`, `Did you mean '--url ${closed}'?`],
    ['get 5 --int 7', 'the image number was given more than once'],
    ['get --auth iam', '--auth is for requests to a URL'],
    ['get --json --preview', 'both want standard output'],
    [`get --url ${closed} -o x.jpg`, '--output needs the image'],
    ['get --table t', '--table needs --bucket'],
    [`get --stack s --url ${closed}`, 'name two targets'],
    ['get -q -v', '--quiet and --verbose exclude each other'],
    ['seed --ints 5 --from 3', '--ints and a range'],
    ['seed --from 9 --to 3', 'the range 9 to 3 is empty'],
    ['purge', 'nobody is here to answer'],
    ['purge --no-input', '--no-input forbids the question'],
    ['invoke', 'there is no function to invoke'],
    ['invoke --function f --async --dry-run', '--async and --dry-run exclude each other'],
    ['invoke --function f --int 5 --payload {}', '--int makes an event of its own'],
    ['invoke --function f --parallel 3', '--parallel needs --repeat'],
    ['invoke --function f --log --repeat 2', '--log shows the log of one call'],
    ['stack --json --env', '--json and --env both want standard output'],
    ['stack --rate 5', '--rate needs the name'],
    ['serve --table t', '--table'],
    ['bench --engine autocannon --rate 5/s', 'the autocannon engine cannot run'],
    ['bench --int 5 --ints 6', '--int and --ints exclude each other'],
    ['bench --matrix --phase cold', '--phase and --matrix exclude each other'],
    ['bench --rate 5/s --iterations 5', '--iterations cannot be shared'],
    ['bench --max-vus 5', '--max-vus is for arrival rates'],
    ['bench --stage 23h:5 --stage 2h:5', 'the stages last longer than 24h together'],
    ['bench --max-cost 1', '--max-cost needs a target whose price is known'],
    ['bench --via invoke', '--via chooses the way to a stack'],
    ['bench --table t --bucket b', '--table'],
    ['bench --auth iam', '--auth is for requests to a URL'],
    ['bench --function f --matrix', '--matrix needs a store that can be emptied'],
    ['bench --engine invoke', '--engine invoke needs a function'],
    ['bench --scenario -', 'a scenario is a map'],
  ])('%s', async (line, what) => {
    expect(await refused(line.split(' '))).toContain(what);
  });
});

it('an alias of nothing, or of a billion, in a scenario is a usage error', async () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [name, part] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih']) {
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${part}`).join(',')}]`);
  }
  const stdin = ['vus: *nobody', ...bomb].join('\n');
  const err = await refused(['bench', '--scenario', '-'], { stdin });
  expect(err).toContain('standard input:1: ');
});

it('all that is wrong with one command line is told at once, with the values that are allowed', async () => {
  const line = 'bench --phase lukewarm --vus many --stage soon --timeout 0s --engine wrk --out x';
  const err = await refused(line.split(' '), { env: { FIBIMG_URL: 'ftp://x' } });
  expect(err).toContain('7 problems');
  expect(err).toContain('there is no phase "lukewarm": cold, warm or both');
  expect(err).toContain('there is no engine "wrk": http, autocannon or invoke');
  expect(err).toContain('FIBIMG_URL is "ftp://x", expected an http or https URL');
});
