import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/bench/run-file/canonical-json.ts';
import { digestOf, runText, sealed } from '../../../src/bench/run-file/digest.ts';
import { readRun } from '../../../src/bench/run-file/read-run.ts';
import { sampleDocument } from '../../report/sample-document.ts';

const run = sealed({ ...sampleDocument(), runId: 'a0b1c2d3e4f5' });

const changed = (change: (document: Record<string, unknown>) => void): string => {
  const copy = JSON.parse(runText(run));
  change(copy);
  return JSON.stringify(copy);
};

describe('readRun', () => {
  it('reads what a bench wrote', () => {
    expect(readRun(runText(run), 'run.json')).toEqual(JSON.parse(runText(run)));
  });

  it('reads a run of an earlier version, without a digest', () => {
    const old = sampleDocument();
    expect(readRun(JSON.stringify(old), 'run.json').seed).toBe(old.seed);
  });

  it('keeps keys that it does not know', () => {
    const { digest: _, ...rest } = run;
    const later = sealed(Object.assign({}, rest, { weather: { rain: true } }));
    expect(readRun(runText(later), 'run.json')).toMatchObject({ weather: { rain: true } });
  });

  it.each([
    ['an empty file', '', 'it is empty'],
    ['a truncated one', runText(run).slice(0, 500), 'its JSON is cut off or broken'],
    ['something else', 'k6 run script.js', 'it is not JSON'],
    ['a list', '[]', 'it holds no JSON object'],
    ["another program's JSON", '{"metrics":{}}', 'it has no schemaVersion'],
    ['one without phases', changed((copy) => delete copy['phases']), 'the run has no phases'],
    [
      'one with a wrong phase',
      changed((copy) => {
        copy['phases'] = [{ name: 7 }];
      }),
      'the run.phases[0].name is not text',
    ],
  ])('refuses %s', (_, text, why) => {
    expect(() => readRun(text, 'run.json')).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: 'run.json is not a run of fibimg bench',
        why,
      }),
    );
  });

  it('refuses one of a later format, and says what reads it', () => {
    const later = changed((copy) => {
      copy['schemaVersion'] = 2;
    });
    expect(() => readRun(later, 'run.json')).toThrow(
      expect.objectContaining({ kind: 'usage', message: 'run.json was written by a later fibimg' }),
    );
  });

  it('refuses one that was changed', () => {
    const tampered = changed((copy) => {
      copy['seed'] = 43;
    });
    expect(() => readRun(tampered, 'run.json')).toThrow(
      expect.objectContaining({
        kind: 'corrupt',
        message: 'run.json was changed after it was written',
      }),
    );
  });

  it('refuses JSON that is nested without end', () => {
    const deep = `${JSON.stringify(run).slice(0, -1)},"more":${'['.repeat(9000)}${']'.repeat(9000)}}`;
    expect(() => readRun(deep, 'run.json')).toThrow(expect.objectContaining({ kind: 'usage' }));
  });
});

describe('digestOf', () => {
  it('does not depend on the order of keys, nor on the digest', () => {
    const reversed = Object.fromEntries(Object.entries(run).reverse());
    expect(digestOf(JSON.parse(JSON.stringify(reversed)))).toBe(run.digest);
  });

  it('is of JSON that JSON.parse reads as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});
