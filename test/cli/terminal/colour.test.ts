import { expect, it } from 'vitest';
import { wantsColour } from '../../../src/cli/terminal/colour.ts';

it.each([
  ['a terminal', false, {}, true, true],
  ['a pipe', false, {}, false, false],
  ['NO_COLOR', false, { NO_COLOR: '1' }, true, false],
  ['an empty NO_COLOR', false, { NO_COLOR: '' }, true, true],
  ['TERM=dumb', false, { TERM: 'dumb' }, true, false],
  ['FORCE_COLOR', false, { FORCE_COLOR: '1' }, false, true],
  ['FORCE_COLOR=0', false, { FORCE_COLOR: '0' }, true, false],
  ['the flag over FORCE_COLOR', true, { FORCE_COLOR: '1' }, true, false],
  ['NO_COLOR over FORCE_COLOR', false, { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
] as const)('%s', (_, flag, env, isTTY, expected) => {
  expect(wantsColour(flag, env, { isTTY })).toBe(expected);
});
