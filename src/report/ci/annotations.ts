import type { Check } from './check.ts';

/** GitHub shows so many of a step and drops the others. */
const most = 10;

/**
 * Workflow commands of GitHub Actions: an error for each check that failed, a warning for each that is open; at most ten,
 * the last of which says how many more there are.
 */
export const annotations = (checks: readonly Check[]): readonly string[] => {
  const bad = checks
    .filter(({ result }) => result !== 'passed')
    .toSorted((a, b) => Number(a.result === 'open') - Number(b.result === 'open'));
  const shown = bad.length > most ? bad.slice(0, most - 1) : bad;
  const lines = shown.map(({ result, name, message }) =>
    command(result === 'failed' ? 'error' : 'warning', name, message),
  );
  const left = bad.length - shown.length;
  return left === 0
    ? lines
    : [...lines, command('error', 'fibimg', `and ${left} more: see the step summary or the log`)];
};

const command = (kind: 'error' | 'warning', title: string, message: string): string =>
  `::${kind} title=${property(title)}::${data(message)}`;

/** As the runner's toolkit escapes them. */
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
