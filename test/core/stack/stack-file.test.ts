import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { examineStack } from '../../../src/core/doctor/stack-doctor.ts';
import { readStackFile } from '../../../src/core/stack/stack-file.ts';

/** As synthesized from `infra`, with and without `-c parity=original`. */
const template = (name: 'own' | 'original'): string =>
  readFileSync(new URL(`../../fixtures/${name}.template.json`, import.meta.url), 'utf8');
const only = (text: string) => {
  const [facts, ...others] = readStackFile(text, 'x.json', 'x');
  if (facts === undefined || others.length > 0) throw new Error('one stack');
  return facts;
};

describe('a synthesized template', () => {
  test("of the original's stack tells its names, its size and its capacity", () => {
    const facts = only(template('original'));
    expect(facts.stack).toMatchObject({
      name: 'x',
      functionName: 'GetFibonacciImage',
      table: 'BrefStory-table',
      bucket: undefined,
      status: undefined,
    });
    expect(facts.function).toMatchObject({
      name: 'GetFibonacciImage',
      memoryMb: 1024,
      timeoutS: 6,
      architecture: 'x86_64',
      environment: { TableName: 'BrefStory-table' },
    });
    expect(facts.table).toMatchObject({ mode: 'provisioned', readUnits: 5, writeUnits: 5 });
    expect(facts.bucket?.versioning).toBe('off');
    expect(examineStack(facts, { rate: 50 }).map(({ id }) => id)).toEqual(['table-capacity']);
  });

  test('of our own stack has names that are not known yet, and nothing to warn of', () => {
    const facts = only(template('own'));
    expect(facts.stack).toMatchObject({ functionName: undefined, table: undefined });
    expect(facts.function?.architecture).toBe('arm64');
    expect(facts.url?.publicActions).toEqual(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']);
    expect(examineStack(facts)).toEqual([]);
  });

  test('shows the missing half of the permission pair before it is deployed', () => {
    const json = JSON.parse(template('own'));
    for (const [id, { Properties }] of Object.entries<{ Properties?: object }>(json.Resources)) {
      if (Object(Properties).InvokedViaFunctionUrl) delete json.Resources[id];
    }
    const findings = examineStack(only(JSON.stringify(json)));
    expect(findings.map(({ id }) => id)).toEqual(['url-permission']);
  });

  test('shows a signed URL and a function switched off', () => {
    const text = template('own')
      .replace('"AuthType": "NONE"', '"AuthType": "AWS_IAM"')
      .replace('"Architectures"', '"ReservedConcurrentExecutions": 0, "Architectures"');
    const facts = only(text);
    expect(examineStack(facts).map(({ id }) => id)).toEqual(['url-signed', 'concurrency-zero']);
  });
});

describe('an outputs file', () => {
  test('tells what its outputs name, for each of its stacks', () => {
    const text = JSON.stringify({
      original: { TheUrl: 'https://x.lambda-url.eu-west-1.on.aws/', Bucket: 'b' },
      fibimg: { TheUrl: 'http://127.0.0.1:3000', Bucket: 'b2', Table: 't2', Function: 'f2' },
    });
    const [original, own] = readStackFile(text, 'outputs.json', 'x').map(({ stack }) => stack);
    expect(original).toMatchObject({
      name: 'original',
      functionUrl: 'https://x.lambda-url.eu-west-1.on.aws/',
      bucket: 'b',
      table: undefined,
      functionName: undefined,
    });
    expect(own).toMatchObject({ name: 'fibimg', table: 't2', bucket: 'b2', functionName: 'f2' });
  });
});

test.each(['[]', '{}', '{"a":1}', '{"a":{"b":1}}', 'null', '3', '"x"'])('%s is neither', (text) => {
  expect(() => readStackFile(text, 'x.json', 'x')).toThrow('x.json describes no stack');
});

test('what is not JSON is said to be none', () => {
  expect(() => readStackFile('Resources:\n  A: 1', 'x.yaml', 'x')).toThrow('x.yaml is not JSON');
});
