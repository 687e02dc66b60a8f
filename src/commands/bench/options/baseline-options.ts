import type { FailIf } from '../../../bench/compare/fail-if.ts';
import { option } from '../../../config/option.ts';

const verdict = { group: 'Verdict', scenario: false } as const;

export const baselineOptions = {
  baseline: option.text({
    ...verdict,
    help: 'set the run beside an earlier one: a file, an id or last',
    placeholder: 'run',
    expected: 'a run',
  }),
  failIf: option.list<FailIf>({
    ...verdict,
    help: "with --baseline: exit 99 when so much slower, such as 'p(95)>+10%'",
    placeholder: 'condition',
    expected: "conditions such as 'p(95)>+10%'",
    parse: async (text) => (await import('../../../bench/compare/fail-if.ts')).parseFailIf(text),
  }),
  acceptSequential: option.switch({
    ...verdict,
    help: 'let a comparison of runs that are no pairs gate',
  }),
} as const;
