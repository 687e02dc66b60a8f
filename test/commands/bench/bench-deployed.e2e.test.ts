import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BenchDocument } from '../../../src/bench/record/document.ts';
import { createGeneratedOrigin } from '../../../src/origin/generated.ts';
import { likePicsum, startServer } from '../../origin/picsum-server.ts';
import { secrets } from '../../support/aws/aws-env.ts';
import { originalFunction, originalName } from '../../support/aws/original-stack.ts';
import { temporaryFolder } from '../../support/cli/run-fibimg.ts';
import { schemaErrors } from '../../support/cli/schema.ts';
import { count, phasesOf, quick, setUp, things } from '../../support/load/bench-deployed.ts';

afterEach(() => vi.unstubAllEnvs());

/** Fewer requests than images, so that the store is to be filled after them. */
const fromOrigin = [
  ...['--stack', originalName, '--allow-problems', '--yes', '--source', 'picsum'],
  ...['--vus', '2', '--iterations', '4', '--ints', '400-411'],
];

const planned = [
  ...['--stack', originalName, '--allow-problems', '--yes', '--source', 'generated'],
  ...['--vus', '3', '--ints', '400-411'],
];

describe('bench --stack', () => {
  it('by URL: cold over an emptied store, then warm over a filled one', async () => {
    const rig = await setUp();
    rig.bucket.put('notes/mine.txt', Buffer.from('not ours'), 'text/plain');
    rig.bucket.put('image/400.jpg', Buffer.from('stale'), 'image/jpeg');
    const { code, err, document } = await rig.onStack('--yes');
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    const [cold, warm] = phasesOf(document);
    for (const { classes } of [cold, warm]) {
      expect(classes.started).toBeGreaterThan(0);
      expect(classes.ok).toBe(classes.started);
    }
    // How many of the twelve images are asked for in a second depends on the machine; two environments may fetch the same one.
    const fetched = count(cold, 'http_req_duration{outcome:fetched}');
    expect(fetched).toBeGreaterThan(0);
    expect(count(cold, 'http_req_duration{outcome:stored}')).toBe(cold.classes.ok - fetched);
    expect(count(warm, 'http_req_duration{outcome:fetched}')).toBe(0);
    expect(count(warm, 'http_req_duration{start:warm}')).toBe(warm.classes.ok);
    expect(cold.notes.join()).not.toContain('left as they were');
    expect(warm.notes.join()).not.toMatch(/left as they were|every start is unknown/);
    expect(document.comparison).not.toBeNull();
    expect(things(rig)).toContain('notes/mine.txt');
    expect(things(rig)).toHaveLength(25);
    expect(err).toContain(`bench deletes from stack ${originalName}`);
    expect(err).toContain('1 object (5 B)');
    expect(err).toContain('expected price: $');
    expect(err).toContain('5 read and 5 write units');
    expect(err).toContain('problem  the function URL lacks lambda:InvokeFunction');
    for (const secret of Object.values(secrets)) expect(err).not.toContain(secret);
  });

  it('--via invoke: without a request to its URL, and with what its log reports', async () => {
    const rig = await setUp();
    const { code, err, document } = await rig.onStack('--via', 'invoke', '--yes');
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    const [cold, warm] = phasesOf(document);
    expect(document.scenario).toMatchObject({
      engine: 'invoke',
      target: `stack ${originalName} (function ${originalFunction})`,
    });
    expect(rig.urlRequests).toEqual([]);
    expect(count(cold, 'init_duration')).toBe(count(cold, 'http_req_duration{start:cold}'));
    expect(count(warm, 'http_req_duration{start:warm}')).toBe(warm.classes.started);
    expect(count(warm, 'http_req_duration{outcome:stored}')).toBe(warm.classes.started);
    expect(count(warm, 'billed_duration')).toBe(warm.classes.started);
    const probes = rig.invokes() - cold.classes.started - warm.classes.started;
    expect(probes).toBeGreaterThan(3);
    expect(err).not.toContain('the function URL lacks');
  });

  it.each(['url', 'invoke'])('by %s: the cold starts are those that happened', async (via) => {
    const rig = await setUp();
    const { code, document } = await rig.onStack('--phase', 'cold', '--via', via, '--yes');
    expect(code).toBe(0);
    const [cold] = document.phases;
    const { coldStarts, invocations } = rig.lambda.stats();
    expect(coldStarts).toBeGreaterThan(1);
    expect(cold && count(cold, 'http_req_duration{start:cold}')).toBe(coldStarts);
    expect(cold?.classes).toMatchObject({ started: invocations, ok: invocations });
  });

  it("the original's: its starts are unknown, and it never gets a bad integer", async () => {
    const rig = await setUp({ implementation: 'original' });
    const { code, document } = await rig.onStack('--yes');
    expect(code).toBe(0);
    const [cold, warm] = phasesOf(document);
    for (const phase of [cold, warm]) {
      expect(count(phase, 'http_req_duration{start:unknown}')).toBe(phase.classes.started);
      expect(phase.notes.join('\n')).toMatch(/every start is unknown.*--via invoke/);
    }
    expect(warm.notes.join('\n')).toContain('left as they were: the function does not say');
    const asked = rig.urlRequests.map(({ path }) => new URL(path, 'http://x').searchParams);
    // How many there are depends on the machine.
    expect(asked.length).toBeGreaterThanOrEqual(cold.classes.started + warm.classes.started);
    expect(Math.min(cold.classes.started, warm.classes.started)).toBeGreaterThan(0);
    for (const query of asked) expect(query.get('int')).toMatch(/^4(0\d|1[01])$/);
  });

  it('--phase warm deletes nothing and needs no leave', async () => {
    const rig = await setUp();
    rig.bucket.put('image/999.jpg', Buffer.from('other'), 'image/jpeg');
    const { code, document } = await rig.onStack('--phase', 'warm');
    expect(code).toBe(0);
    expect(document.phases.map(({ name }) => name)).toEqual(['warm']);
    expect(things(rig)).toContain('image/999.jpg');
    expect(rig.s3Proxy.count('DeleteObjects')).toBe(0);
  });

  it('asks once on a terminal, and runs when the name was typed', async () => {
    const rig = await setUp();
    rig.bucket.put('image/400.jpg', Buffer.from('stale'), 'image/jpeg');
    const terminal = { stdinIsTTY: true, stderrIsTTY: true, env: { TERM: 'dumb' } };
    const argv = ['--stack', originalName, ...quick, '--iterations', '6'].filter(
      (word, at, all) => word !== '--duration' && all[at - 1] !== '--duration',
    );
    const refused = await rig.bench(argv, { ...terminal, lines: ['another'] });
    expect([refused.code, rig.urlRequests.length]).toEqual([1, 0]);
    expect(things(rig)).toEqual(['image/400.jpg']);
    const allowed = await rig.bench(argv, { ...terminal, lines: [originalName] });
    expect(allowed.code).toBe(0);
    expect(allowed.err.match(/Type .* to delete and change this/g)).toHaveLength(1);
  });

  it.each([
    // What was there goes by consent, before the first phase.
    ['both', ['image/400.jpg', 'image/999.jpg'], []],
    ['warm', ['image/400.jpg', 'image/999.jpg'], ['image/400.jpg', 'image/999.jpg']],
  ])('--clean-up removes what the run stored: --phase %s', async (phase, before, after) => {
    const rig = await setUp();
    const picture = await createGeneratedOrigin().fetch(400);
    for (const key of before) rig.bucket.put(key, Buffer.from(picture.image), 'image/jpeg');
    rig.bucket.put('notes.txt', Buffer.from('mine'), 'text/plain');
    const { code, err } = await rig.onStack('--yes', '--phase', phase, '--clean-up');
    expect(code).toBe(0);
    expect(err).toContain('writes up to 12 images, each two objects and an item, and removes them');
    const left = things(rig).filter((key) => !key.startsWith('metadata/'));
    expect(left).toEqual([...after, 'notes.txt']);
    for await (const pixels of rig.metadata.list()) expect(pixels).toBe(400);
  });

  it('says what it will leave, and lists the emptied store again', async () => {
    const rig = await setUp();
    rig.bucket.put('image/401.jpg', Buffer.from('stale'), 'image/jpeg');
    let emptied = false;
    rig.s3Proxy.plan = ({ operation }) => {
      // Somebody else writes just then.
      if (operation === 'DeleteObjects' && !emptied) {
        setTimeout(() => rig.bucket.put('image/402.jpg', Buffer.from('late'), 'image/jpeg'), 1);
        emptied = true;
        return { kind: 'delay', ms: 50 };
      }
      return undefined;
    };
    const { code, err } = await rig.bench(['--stack', originalName, ...quick, '--yes']);
    expect([code, err]).toEqual([1, expect.stringContaining('are left')]);
    expect(err).toContain('something is still writing there: image/402.jpg');
    expect(err).toContain('leaves them there (--clean-up removes them)');
  });

  it('empties nothing when it could not be filled again', async () => {
    const rig = await setUp();
    rig.bucket.put('image/401.jpg', Buffer.from('stale'), 'image/jpeg');
    const { code, err } = await rig.bench([...fromOrigin, '--origin-url', 'http://127.0.0.1:1/']);
    expect(code).toBe(1);
    expect(err).toContain(
      'nothing was deleted, for the image origin 127.0.0.1:1 cannot be reached',
    );
    expect(things(rig)).toEqual(['image/401.jpg']);
    expect(rig.urlRequests).toEqual([]);
  });

  it('prints and saves what was measured when the store cannot be filled after it', async () => {
    const rig = await setUp();
    const image = await createGeneratedOrigin().fetch(400);
    let asked = 0;
    const origin = await startServer((request, response) => {
      asked += 1;
      // The trial and where it is redirected to.
      if (asked <= 2) likePicsum(image.image)(request, response);
      else response.writeHead(410).end();
    });
    const path = join(await temporaryFolder(), 'saved.json');
    const { code, out, err } = await rig
      .bench([...fromOrigin, '--origin-url', origin.url, '--json', '--save', path])
      .finally(() => origin.close());
    expect(code).toBe(1);
    const document: BenchDocument = JSON.parse(out);
    expect(document.phases.map(({ name }) => name)).toEqual(['cold']);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(document);
    expect(err).toContain('not run: warm');
    expect(err).toContain('answered with status 410');
  });

  it('signs each request with --auth iam', async () => {
    const rig = await setUp({ authType: 'AWS_IAM' });
    const { code, err, document } = await rig.onStack('--phase', 'warm', '--auth', 'iam');
    expect(code).toBe(0);
    expect(err).not.toContain('signed requests only');
    const signed = rig.urlRequests.filter(({ headers }) =>
      /^AWS4-HMAC-SHA256 Credential=.*\/lambda\/aws4_request/.test(headers.authorization ?? ''),
    );
    expect(signed.length).toBe(rig.urlRequests.length);
    const { started = 0 } = document.phases[0]?.classes ?? {};
    expect(started).toBeGreaterThan(0);
    expect(signed.length).toBeGreaterThanOrEqual(started);
  });

  it('ends a run that has cost --max-cost, and says that it is a part', async () => {
    const rig = await setUp();
    const long = ['--vus', '3', '--ints', '400-411', '--duration', '20s', '--json'];
    const budget = ['--function', originalFunction, '--max-cost', '0.00008'];
    const { code, out, err } = await rig.bench([...budget, ...long]);
    const document = JSON.parse(out) as BenchDocument;
    expect([code, schemaErrors('bench', document)]).toEqual([99, []]);
    const [phase] = document.phases;
    expect([document.interrupted, phase?.endedBy]).toEqual([true, 'cost']);
    expect(phase?.durationMs).toBeLessThan(20_000);
    expect(phase?.notes.join()).toContain('The run was ended by --max-cost $0.0000800');
    expect(err).toContain('--max-cost ended the run before its end');
    expect(document.cost?.basis).toBe('billed');
    // What was under way when the money was spent comes on top.
    expect(document.cost?.cost.totalUsd).toBeLessThan(0.0005);
  });

  it('ends a duet when its runs have cost that together, whole pairs or none', async () => {
    const rig = await setUp();
    const arm = `function:${originalFunction}`;
    const load = [
      '--pairs',
      '6',
      '--pilot',
      '0',
      '--duration',
      '20s',
      '--vus',
      '4',
      '--int',
      '400',
    ];
    const { code, out, err } = await rig.bench([
      ...['--duet', arm, arm, '--max-cost', '0.00025', '--json'],
      ...load,
    ]);
    expect([code, out]).toEqual([99, '']);
    expect(err).toContain('--max-cost ended the duet after 0 of 6 pairs; none was whole');
  });

  it('refuses --max-cost that a plan is sure to exceed', async () => {
    const rig = await setUp();
    const many = ['--iterations', '100000', '--max-cost', '0.01', '--allow-load'];
    const { code, err } = await rig.bench([...planned, ...many]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('100000 requests a phase are too dear'),
    ]);
    expect(rig.invokes() + rig.urlRequests.length).toBe(0);
  });
});

describe('a scenario file', () => {
  it('names the target, which one on the command line beats', async () => {
    const rig = await setUp();
    const stdin = `{"function":"${originalFunction}","iterations":4,"vus":1,"ints":[400]}`;
    const { code, out } = await rig.bench(['--scenario', '-', '--json'], { stdin });
    expect([code, JSON.parse(out).scenario.target]).toEqual([0, `function ${originalFunction}`]);
    const url = rig.lambda.url;
    const other = await rig.bench(['--scenario', '-', '--json', '--url', url], { stdin });
    expect(JSON.parse(other.out).scenario).toMatchObject({ target: `${url}/`, engine: 'http' });
    expect(rig.lambda.stats().invocations).toBe(8);
  });
});

describe('bench --function', () => {
  it('takes an ARN', async () => {
    const rig = await setUp();
    const arn = `arn:aws:lambda:local:000000000000:function:${originalFunction}`;
    const file = join(await temporaryFolder(), 'samples.json');
    const argv = ['--function', arn, '--iterations', '2', '--out', `json=${file}`];
    const { code, out } = await rig.bench([...argv, '--json']);
    expect([code, JSON.parse(out).phases[0].classes.ok]).toEqual([0, 2]);
    expect(await readFile(file, 'utf8')).toContain(`lambda://${originalFunction}/?int=`);
  });

  it('invokes it in one phase, whatever is stored', async () => {
    const rig = await setUp();
    const argv = ['--function', originalFunction, '--iterations', '20', '--vus', '2'];
    const { code, out, err } = await rig.bench([...argv, '--ints', '400-402', '--json']);
    const document = JSON.parse(out) as BenchDocument;
    expect([code, schemaErrors('bench', document)]).toEqual([0, []]);
    expect(document.phases.map(({ name }) => name)).toEqual(['load']);
    const [load] = document.phases;
    expect(load?.classes).toMatchObject({ started: 20, ok: 20 });
    expect(load && count(load, 'http_req_duration{start:cold}')).toBe(
      rig.lambda.stats().coldStarts,
    );
    expect(rig.lambda.stats().invocations).toBe(20);
    expect(err).toContain('requests: at most 20, 20 expected');
    expect(rig.s3Proxy.count('DeleteObjects')).toBe(0);
  });
});
