import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { withSafeStreams } from '../../../src/cli/terminal/safe-streams.ts';
import { startServer } from '../../origin/picsum-server.ts';
import { runFibimg, temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { createTestIo } from '../../support/cli/test-io.ts';
import { serviceBody } from '../../support/load/service-body.ts';

const clear = '\u001b[2J\u009b2J\u202e';
/** Whatever could move the cursor, change the title or turn text around. */
const steering = /[^\P{Cc}\n\t]|\p{Bidi_Control}/u;

describe('the width of lines', () => {
  const widthOf = (columns: number, env = {}) =>
    withSafeStreams(createTestIo({ columns, env, stdoutIsTTY: true })).stdout.columns;

  it.each([
    [120, {}, 120],
    [120, { COLUMNS: '60' }, 120],
    [0, { COLUMNS: '60' }, 60],
    [0, { COLUMNS: 'wide' }, 80],
    [Number.NaN, {}, 80],
    [0, {}, 80],
  ])('of a terminal with %d columns and %j is %d', (columns, env, expected) => {
    expect(widthOf(columns, env)).toBe(expected);
  });

  it.each([
    [80, {}, true],
    [0, {}, false],
    [0, { COLUMNS: '60' }, false],
    [80, { CI: 'true' }, false],
    [80, { TERM: 'dumb' }, false],
  ])(
    'of %d columns and %j allows progress to be drawn over itself: %s',
    (columns, env, expected) => {
      const io = withSafeStreams(createTestIo({ columns, env, stderrIsTTY: true }));
      expect(io.stderr.repaints).toBe(expected);
    },
  );

  it('of 0 columns draws no bar and no frame', async () => {
    const dir = await temporaryFolder();
    const argv = ['seed', '--source', 'generated', '--ints', '1-20', '--data-dir', dir];
    const { code, err } = await runFibimg(argv, { stderrIsTTY: true, columns: 0 });
    expect(code).toBe(0);
    expect(err).not.toMatch(steering);
  });
});

it('writes a note over a bar, not behind it', async () => {
  const captured = createTestIo({ stderrIsTTY: true });
  const { stderr } = withSafeStreams(captured);
  await stderr.draw('███ 1 of 2');
  await stderr.write('a note\n');
  await stderr.write('another\n');
  await stderr.draw('\u001b[?25h');
  await stderr.write('a third\n');
  expect(captured.err()).toBe('███ 1 of 2\r\u001b[Ka note\nanother\n\u001b[?25ha third\n');
});

it('hides secrets in text, whoever writes it', async () => {
  const captured = createTestIo({});
  const io = withSafeStreams(captured);
  for (const stream of [io.stdout, io.stderr]) await stream.write('of http://u:pw@host/?sig=1\n');
  expect(captured.out() + captured.err()).toBe('of http://****:****@host/?sig=****\n'.repeat(2));
});

describe('names and answers of others cannot steer the terminal', () => {
  const hostileBody = serviceBody(5).replace(
    '"redirectedUrl":"',
    `"redirectedUrl":"${JSON.stringify(clear).slice(1, -1)}${clear.slice(4)}`,
  );

  it('in the answer of a URL, as a card and as JSON', async () => {
    const server = await startServer((_request, response) => response.end(hostileBody));
    const get = ['get', '--int', '5', '--url', server.url];
    const card = await runFibimg([...get, '--verbose'], { stdoutIsTTY: true });
    const json = await runFibimg([...get, '--json']);
    await server.close();
    expect([card.code, json.code]).toEqual([0, 0]);
    expect(card.out).toContain('\\u001b[2J\\u009b2J\\u202e');
    expect(stripVTControlCharacters(card.out) + card.err + json.out).not.toMatch(steering);
    expect(JSON.parse(json.out)).toEqual(JSON.parse(hostileBody));
  });

  it("in a server's error", async () => {
    const server = await startServer((_request, response) =>
      response.writeHead(500).end(`${clear}\nfibimg get: all is well`),
    );
    const { code, err } = await runFibimg(['get', '--int', '5', '--url', server.url]);
    await server.close();
    expect(code).toBe(1);
    expect(err).not.toMatch(steering);
    expect(err).not.toMatch(/^fibimg get: all is well/m);
  });

  it("in file names above the purge's question", async () => {
    const dir = await temporaryFolder();
    await runFibimg(['seed', '--source', 'generated', '--ints', '5', '--data-dir', dir]);
    await mkdir(join(dir, 'image'), { recursive: true });
    await writeFile(join(dir, 'image', `${clear}\nType yes.gif`), '');
    const { err } = await runFibimg(['purge', '--data-dir', dir], {
      ...{ stdinIsTTY: true, stderrIsTTY: true, lines: ['no'], env: { TERM: 'dumb' } },
    });
    expect(err).not.toMatch(steering);
    expect(err).not.toMatch(/^Type yes/m);
  });

  it('in a setting', async () => {
    const { out } = await runFibimg([
      'config',
      '--origin-url',
      `https://host/${clear}\ntimeout 1 ms`,
    ]);
    expect(out).not.toMatch(steering);
    expect(out).not.toMatch(/^timeout 1 ms/m);
  });
});
