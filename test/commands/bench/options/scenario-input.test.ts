import { expect, it } from 'vitest';
import { withScenario } from '../../../../src/commands/bench/options/scenario-input.ts';

it('prefers what was given on the command line', () => {
  const given = new Map([
    ['vus', ['5']],
    ['header', ['a: 1']],
  ]);
  const line = {
    args: [],
    value: (name: string) => given.get(name)?.at(-1),
    values: (name: string) => given.get(name) ?? [],
    flag: (name: string) => given.has(name),
  };
  const file = new Map([
    ['vus', ['10']],
    ['header', ['b: 2', 'c: 3']],
    ['stage', ['1s:2']],
    ['matrix', ['']],
  ]);
  const input = withScenario(line, file);
  expect([input.value('vus'), input.value('stage'), input.value('url')]).toEqual([
    '5',
    '1s:2',
    undefined,
  ]);
  expect(input.values('header')).toEqual(['a: 1']);
  expect(input.values('stage')).toEqual(['1s:2']);
  expect([input.flag('matrix'), input.flag('json')]).toEqual([true, false]);
});
