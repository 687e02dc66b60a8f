import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { commands } from '../../../src/cli/argv/commands.ts';
import { benchOptions } from '../../../src/commands/bench/options/options.ts';
import { flagOf } from '../../../src/config/declaration.ts';
import { runFibimg } from '../../support/cli/run-fibimg.ts';

describe('help', () => {
  it('of the root is the same however it is asked for', async () => {
    const texts = await Promise.all([['--help'], ['-h'], ['help']].map((argv) => runFibimg(argv)));
    for (const { code, out, err } of texts)
      expect([code, out, err]).toEqual([0, texts[0]?.out, '']);
    expect(texts[0]?.out).toContain('Exit codes:');
  });

  it('for bare fibimg goes to standard error, exit 2', async () => {
    const { code, out, err } = await runFibimg([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage:');
  });

  describe.each(commands.map((command) => [command.name, command] as const))(
    'of %s',
    (name, command) => {
      it('is the same however it is asked for, and fits 80 columns', async () => {
        const [first, second] = await Promise.all([
          runFibimg([name, '--help']),
          runFibimg(['help', name]),
        ]);
        expect(first).toEqual(second);
        expect([first.code, first.err]).toEqual([0, '']);
        expect(first.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
      });

      it('has examples before options, each of this command', async () => {
        const { out } = await runFibimg([name, '--help']);
        expect(command.examples.length).toBeGreaterThan(0);
        expect(out.indexOf('Examples:')).toBeLessThan(out.search(/^(Options|Target):/m));
        for (const { line } of command.examples) expect(out).toContain(`$ ${line}`);
      });
    },
  );

  it('fits a narrow terminal, but for what is copied', async () => {
    const narrow = { stdoutIsTTY: true, columns: 40 };
    for (const argv of [['help'], ...commands.map(({ name }) => ['help', name])]) {
      const { out } = await runFibimg(argv, narrow);
      expect(
        out.split('\n').filter((line) => line.length > 40 && !line.startsWith('  $ ')),
      ).toEqual([]);
    }
  });

  it('names every command once in the root, in 80 columns', async () => {
    const { out } = await runFibimg(['--help']);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const { name, summary } of commands) {
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
      expect(summary).not.toMatch(/\.$|\n/);
    }
  });
});

describe('help bench', () => {
  it('has its options in groups, each option once, and three examples before them', async () => {
    const { out } = await runFibimg(['help', 'bench']);
    const titles = [...out.matchAll(/^([A-Z][A-Za-z ]+):$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      ...[
        'Usage',
        'Examples',
        'Target',
        'Load',
        'Requests',
        'Cold and warm',
        'Local Lambda',
        'Duet',
        'Event',
      ],
      ...['Verdict', 'Output', 'Safety', 'AWS and network', 'Options for every command'],
    ]);
    expect(out.match(/^ {2}\$ /gm)).toHaveLength(3);
    for (const [key, option] of Object.entries(benchOptions)) {
      const flag = flagOf(key, option);
      expect([
        flag,
        out.match(new RegExp(`^ {2}(-\\w, )*( {4})?${flag}( |$)`, 'gm'))?.length,
      ]).toEqual([flag, 1]);
    }
  });

  it('tells limits, what may be repeated, and short flags', async () => {
    const { out } = await runFibimg(['help', 'bench']);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toMatch(
      /-u, --vus <n> virtual users.*; above 50 to another host needs .*\(1 to 100,000, default: 10;/,
    );
    expect(text).toMatch(/-d, --duration <duration> .*above 1m to another host needs/);
    expect(text).toMatch(/--max-requests <n> .*above 10,000 to another host needs/);
    expect(text).toContain('-i, -n, --iterations <n>');
    expect(text).toMatch(/-H, --header <name: value> send a header \(may be repeated\)/);
  });
});

describe('the version', () => {
  it.each(['--version', '-V'])('by %s', async (flag) => {
    expect(await runFibimg([flag])).toMatchObject({
      code: 0,
      out: `fibimg ${packageJson.version}\n`,
      err: '',
    });
  });
});

describe('what is misspelt', () => {
  it.each([
    [['gte', '--int', '5'], "unknown command 'gte'", "Did you mean 'get'?"],
    [['get', '--ouput', 'x'], "unknown option '--ouput'", "Did you mean '--output'?"],
    [['--jsno', 'get'], "unknown option '--jsno'", "Did you mean '--json'?"],
    [['deploy'], "unknown command 'deploy'", 'fibimg --help'],
    [['help', 'bnech'], "unknown command 'bnech'", "Did you mean 'bench'?"],
    [['bnech', '--help'], "unknown command 'bnech'", "Did you mean 'bench'?"],
    [['--quiet', 'nope', '-h'], "unknown command 'nope'", 'fibimg --help'],
  ])('%j', async (argv, what, hint) => {
    const { code, out, err } = await runFibimg(argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(what);
    expect(err.trimEnd().split('\n').at(-1)).toContain(hint);
  });

  it('under --json is JSON on standard error', async () => {
    const { code, out, err } = await runFibimg(['get', '--json', '--int', '0']);
    expect([code, out]).toEqual([2, '']);
    expect(JSON.parse(err)).toEqual({
      error: {
        kind: 'usage',
        message: expect.stringContaining('the image number is "0", expected a plain whole number'),
        hint: expect.any(String),
      },
    });
  });
});
