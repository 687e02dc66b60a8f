import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../../src/cli/wiring/wiring.ts';
import { FibimgError } from '../../../src/core/error.ts';
import { fibonacci } from '../../../src/core/service/fibonacci.ts';
import { isCompleteJpeg, jpegDimensions } from '../../../src/core/service/jpeg.ts';
import { runFibimg, spawnFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';

const generated = ['get', '--source', 'generated'] as const;

describe('fibimg get', () => {
  it('prints a card: fetched at first, then stored', async () => {
    const dir = await temporaryFolder();
    const first = await runFibimg([...generated, '--int', '500', '--data-dir', dir]);
    const second = await runFibimg([...generated, '500', '--data-dir', dir]);

    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(/^F\(500\) +139423\d{93}294125 {2}105 digits$/m);
    const narrow = { stdoutIsTTY: true, columns: 60 };
    const shown = await runFibimg([...generated, '500', '--data-dir', dir], narrow);
    expect(stripVTControlCharacters(shown.out)).toMatch(
      /^F\(500\) +139423\d+…\d+294125 {2}105 digits$/m,
    );
    expect(first.out).toMatch(/^image +500 x 500 px, [\d.]+ kB \(\d+ bytes\)$/m);
    expect(first.out).toContain(`kept at     ${join(dir, 'image/500.jpg')}`);
    expect(first.out).toMatch(/^from +generated:spiral\/500$/m);
    expect(first.out).toMatch(/^outcome +fetched/m);
    expect(first.out).toMatch(/^time +lookup .+, fetch .+, store .+$/m);
    expect(second.out).toMatch(/^outcome +stored/m);
    expect(second.out).toMatch(/^time +lookup [\d.]+ m?[sµ]*s?$/m);
    expect(
      stripVTControlCharacters(shown.out)
        .split('\n')
        .every((line) => line.length <= 60 || line.startsWith('kept')),
    ).toBe(true);
  });

  it("with --json prints the contract's response, exactly", async () => {
    const dir = await temporaryFolder();
    const { code, out, err } = await runFibimg([
      ...generated,
      '--int',
      '777',
      '--json',
      '--data-dir',
      dir,
    ]);
    const stored = readFileSync(join(dir, 'metadata/777.json'), 'utf8');
    const { context } = JSON.parse(out);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      `{"context":${JSON.stringify(context)},"now":"2026-11-21 10:11:12","int":777,` +
        `"fibonacci":${fibonacci(777)},"metadata":${stored}}\n`,
    );
  });

  it('without --int takes one from 400 to 1000', async () => {
    const dir = await temporaryFolder();
    const rng = { below: (bound: number) => bound - 1, uuid: () => crypto.randomUUID() };
    const { out } = await runFibimg([...generated, '--json', '--data-dir', dir], { rng });
    expect(JSON.parse(out).int).toBe(1000);
  });

  it('writes the JPEG to a file, or to standard output', async () => {
    const dir = await temporaryFolder();
    const file = join(dir, 'out.jpg');
    const argv = [...generated, '--int', '64', '--data-dir', join(dir, 'store')];
    const toFile = await runFibimg([...argv, '-o', file]);
    const toStdout = await runFibimg([...argv, '-o', '-']);
    const stored = readFileSync(join(dir, 'store/image/64.jpg'));

    expect(toFile.out).toContain(`written to  ${file}`);
    expect(readFileSync(file).equals(stored)).toBe(true);
    expect(toStdout.outBytes.equals(stored)).toBe(true);
    expect(jpegDimensions(stored)).toEqual({ width: 64, height: 64 });
    expect(isCompleteJpeg(stored)).toBe(true);
    expect(readdirSync(dir).toSorted()).toEqual(['out.jpg', 'store']);
  });

  it('draws the image in colour on a terminal, in characters elsewhere', async () => {
    const dir = await temporaryFolder();
    const argv = [...generated, '--int', '200', '--preview', '--data-dir', dir];
    const onTerminal = await runFibimg(argv, { stdoutIsTTY: true, columns: 40 });
    const piped = await runFibimg(argv, { columns: 40 });
    expect(onTerminal.out.split('\n').filter((line) => line.includes('▀'))).toHaveLength(20);
    expect(piped.out).not.toContain('\x1b');
    expect(
      piped.out
        .split('\n')
        .slice(0, 20)
        .every((line) => line.length <= 40),
    ).toBe(true);
  });

  it('says that an image without pixels cannot be drawn, which is no bug', async () => {
    const pictures = await temporaryFolder();
    const frame = Buffer.from('ffd8ffc0000b080000000001011100ffd9', 'hex');
    frame.writeUInt16BE(200, 7);
    frame.writeUInt16BE(200, 9);
    await writeFile(join(pictures, '200.jpg'), frame);
    const argv = [
      'get',
      '--source',
      pictures,
      '--int',
      '200',
      '--data-dir',
      await temporaryFolder(),
    ];
    const { code, err } = await runFibimg([...argv, '--preview']);
    expect(code).toBe(1);
    expect(err).toContain('the stored image cannot be drawn');
    expect((await runFibimg(argv)).code).toBe(0);
  });

  it('never prompts, never colours when piped, and keeps standard error empty', async () => {
    const dir = await temporaryFolder();
    const { out, err } = await runFibimg([...generated, '--int', '9', '--data-dir', dir]);
    expect(out).not.toContain('\x1b');
    expect(err).toBe('');
  });
});

describe('offline', () => {
  const offline = ['get', '--int', '320', '--origin-url', 'http://127.0.0.1:1'];

  it('works by default, with one line that says so', async () => {
    const dir = await temporaryFolder();
    const { code, out, err } = await runFibimg([...offline, '--data-dir', dir]);
    expect(code).toBe(0);
    expect(err).toMatch(/^offline \(.+\): the image is a generated one\n$/);
    expect(out).toMatch(/^from +generated:spiral\/320$/m);
  });

  it('with --source picsum is an error that names the host', async () => {
    const dir = await temporaryFolder();
    const { code, out, err } = await runFibimg([
      ...offline,
      '--source',
      'picsum',
      '--data-dir',
      dir,
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('127.0.0.1:1');
    expect(existsSync(join(dir, 'image/320.jpg'))).toBe(false);
  });
});

describe('bad input', () => {
  it.each(['abc', '12abc', '1e3', '0x10', '-1', '0', '5001', ''])(
    '--int %j is exit 2',
    async (int) => {
      const dir = join(await temporaryFolder(), 'store');
      const { code, out, err } = await runFibimg(['get', '--int', int, '--data-dir', dir]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(
        /^fibimg get: the image number is ".*", expected a plain whole number from 1 to 5000\n {2}try {3}/,
      );
      expect(existsSync(dir)).toBe(false);
    },
  );

  it('any other text as well, and never a store', async () => {
    const services = () => expect.fail('nothing may be opened');
    const text = fc.string().filter((value) => !/^[1-9][0-9]{0,3}$/.test(value));
    await fc.assert(
      fc.asyncProperty(text, async (int) => {
        const { code } = await runFibimg(['get', `--int=${int}`], {
          services: (io, settings) => ({ ...createServices(io, settings), openStore: services }),
        });
        expect(code).toBe(2);
      }),
    );
  });

  it.each([
    [['--int', '5', '--int', '6'], 'the image number was given more than once'],
    [['--itn', '5'], "Did you mean '--int'?"],
    [['5', '6'], 'too many arguments'],
    [['--int'], 'argument missing'],
    [['--output', '-', '--json'], 'both want standard output'],
    [['--quiet', '--verbose'], 'exclude each other'],
    [['--source', 'flickr'], 'expected auto, picsum, generated or a directory'],
    [['--timeout', '10'], 'expected a duration'],
    [['--table', 't'], '--table needs --bucket beside it'],
    [['--stack', 's', '--data-dir', '/x'], 'name two targets'],
  ])('%j is exit 2: %s', async (argv, message) => {
    const { code, out, err } = await runFibimg(['get', ...argv]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('tells several problems at once', async () => {
    const { err } = await runFibimg(['get', '--int', 'x', '--preview', '-o', '-', '--table', 't']);
    expect(err).toContain('3 problems with the command line');
    expect(err.split('\n')).toHaveLength(6);
  });

  it('refuses a JPEG on a terminal', async () => {
    const { code, err } = await runFibimg(['get', '-o', '-'], { stdoutIsTTY: true });
    expect(code).toBe(2);
    expect(err).toContain('a JPEG does not belong on a terminal');
  });

  it('refuses an output that is a directory, or in none, before it fetches', async () => {
    const dir = await temporaryFolder();
    const store = join(dir, 'store');
    const argv = [...generated, '--int', '5', '--data-dir', store, '-o'];
    const directory = await runFibimg([...argv, dir]);
    const nowhere = await runFibimg([...argv, join(dir, 'no/such/x.jpg')]);
    expect(directory).toMatchObject({ code: 1, out: '' });
    expect(directory.err).toContain('it is a directory');
    expect(nowhere.code).toBe(1);
    expect(nowhere.err).toContain('does not exist');
    expect(existsSync(store)).toBe(false);
  });
});

describe('a store in trouble', () => {
  it('a corrupt document is exit 1, and nothing changes', async () => {
    const dir = await temporaryFolder();
    const argv = [...generated, '--int', '50', '--data-dir', dir];
    await runFibimg(argv);
    const document = join(dir, 'metadata/50.json');
    await writeFile(document, '{"originalUrl": 7}');
    const { code, out, err } = await runFibimg(argv);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('metadata/50.json cannot be read');
    expect(err).toContain('originalUrl is a number, not a string');
    expect(readFileSync(document, 'utf8')).toBe('{"originalUrl": 7}');
    await rm(document);
    expect((await runFibimg(argv)).code).toBe(0);
  });

  it.each<[string, (good: Buffer) => Buffer | undefined]>([
    ['missing', () => undefined],
    ['empty', () => Buffer.alloc(0)],
    ['cut', (good) => good.subarray(0, good.length / 2)],
  ])('bytes that are %s under an existing record are fetched anew', async (_, spoil) => {
    const dir = await temporaryFolder();
    const argv = [...generated, '--int', '50', '--data-dir', dir];
    await runFibimg(argv);
    const file = join(dir, 'image/50.jpg');
    const good = await readFile(file);
    const spoilt = spoil(good);
    if (spoilt === undefined) await rm(file);
    else await writeFile(file, spoilt);
    const { code, outBytes } = await runFibimg([...argv, '--output', '-']);
    expect([code, outBytes.equals(good)]).toEqual([0, true]);
    expect((await readFile(file)).equals(good)).toBe(true);
  });

  it('what is no image of ours is neither delivered nor replaced', async () => {
    const dir = await temporaryFolder();
    const argv = [...generated, '--int', '50', '--data-dir', dir];
    await runFibimg(argv);
    const file = join(dir, 'image/50.jpg');
    await writeFile(file, 'my own notes');
    const { code, err } = await runFibimg([...argv, '--output', '-']);
    expect([code, err]).toEqual([1, expect.stringContaining('12 bytes that begin with "my own')]);
    expect(await readFile(file, 'utf8')).toBe('my own notes');
  });

  it('a damaged item is exit 1, and is left as it is', async () => {
    const dir = await temporaryFolder();
    const argv = [...generated, '--int', '50', '--data-dir', dir];
    await runFibimg(argv);
    const item = join(dir, 'table/IMAGE/PIXELS#50.json');
    await writeFile(item, '{"PK":');
    const { code, err } = await runFibimg(argv);
    expect(code).toBe(1);
    expect(err).toContain(item);
    expect(readFileSync(item, 'utf8')).toBe('{"PK":');
  });

  it('a store whose items were in a database is used, and that is said once', async () => {
    const dir = await temporaryFolder();
    const argv = [...generated, '--int', '50', '--data-dir', dir, '--json'];
    const { out } = await runFibimg(argv);
    await rm(join(dir, 'table/IMAGE'), { recursive: true });
    await writeFile(join(dir, 'table/data.mdb'), 'pages of a database');
    const [first, second] = [await runFibimg(argv), await runFibimg(argv)];
    expect(first.err).toBe(
      `1 item was read anew from ${join(dir, 'metadata')}; ${join(dir, 'table/data.mdb')} is of no use now\n`,
    );
    expect(second.err).toBe('');
    const records = [out, first.out, second.out].map((text) => JSON.parse(text).metadata);
    expect(records).toEqual([records[0], records[0], records[0]]);
  });

  it.each(['/proc/fibimg-test', '/dev/null/x'])(
    'a data directory that cannot be made, %s, is an error at once',
    async (dir) => {
      const { code, err } = await spawnFibimg([...generated, '--int', '50', '--data-dir', dir])
        .done;
      expect(code).toBe(1);
      expect(err).toContain(dir);
    },
  );

  it('a data directory that is a file is an error that names it', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, 'x');
    const { code, err } = await runFibimg([...generated, '--int', '50', '--data-dir', file]);
    expect(code).toBe(1);
    expect(err).toContain(file);
  });

  it('a full disk is exit 1, and no half-written image stays', async () => {
    const dir = await temporaryFolder();
    const { code, err } = await runFibimg([...generated, '--int', '50', '--data-dir', dir], {
      services: (io, settings) => {
        const services = createServices(io, settings);
        const full = () =>
          Promise.reject(
            new FibimgError('storage', 'cannot write image/50.jpg', { why: 'the disk is full' }),
          );
        return {
          ...services,
          openStore: async (target) => {
            const store = await services.openStore(target);
            return { ...store, images: { ...store.images, putImage: full } };
          },
        };
      },
    });
    expect(code).toBe(1);
    expect(err).toBe('fibimg get: cannot write image/50.jpg\n  why   the disk is full\n');
    expect(existsSync(join(dir, 'metadata/50.json'))).toBe(false);
  });
});
