import { expect, it } from 'vitest';
import { describeFailure } from '../../../src/cli/terminal/failure.ts';
import { FibimgError } from '../../../src/core/error.ts';
import { Interruption } from '../../../src/process/io.ts';

const plain = { command: 'get', json: false, verbose: false };
const error = new FibimgError('storage', 'cannot reach the table', {
  why: 'it is gone',
  hint: 'fibimg stack',
  cause: new Error('socket hang up'),
});

it('says what, why and what to try, the most useful line last', () => {
  expect(describeFailure(error, plain)).toEqual({
    exitCode: 1,
    text: 'fibimg get: cannot reach the table\n  why   it is gone\n  try   fibimg stack',
  });
});

it('shows causes with --verbose only', () => {
  const { text } = describeFailure(error, { ...plain, verbose: true });
  expect(text).toContain('  from  socket hang up');
  expect(text).toContain('failure.test.ts');
  expect(text.split('\n').at(-1)).toBe('  try   fibimg stack');
});

it('is one line of JSON with --json', () => {
  const { text } = describeFailure(error, { ...plain, json: true });
  expect(JSON.parse(text)).toEqual({
    error: {
      kind: 'storage',
      message: 'cannot reach the table',
      why: 'it is gone',
      hint: 'fibimg stack',
    },
  });
});

it('takes anything unexpected for a bug, with its stack', () => {
  const { exitCode, text } = describeFailure(new TypeError('x is not a function'), plain);
  expect(exitCode).toBe(70);
  expect(text).toContain('this is a bug in fibimg: x is not a function');
  expect(text).toContain('failure.test.ts');
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('knows %s, even when wrapped', (signalName, exitCode) => {
  const wrapped = new Error('aborted', { cause: new Interruption(signalName) });
  expect(describeFailure(wrapped, plain)).toEqual({
    exitCode,
    text: `fibimg get: interrupted by ${signalName}`,
  });
});
