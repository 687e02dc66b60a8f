import type { Finding } from '../../core/doctor/finding.ts';
import { printableLine } from '../text/printable.ts';
import type { createStyle } from '../text/style.ts';

/** The doctor's section: what, why and what to do, for each finding. */
export const findingLines = (
  findings: readonly Finding[],
  style: ReturnType<typeof createStyle>,
): string => {
  if (findings.length === 0) return `${style('bold', 'fit for a load test')}: nothing found\n`;
  const lines = findings.map(({ severity, what, why, hint }) =>
    [
      // What was not checked says so itself.
      `  ${severity === 'unchecked' ? '' : `${style(severity === 'problem' ? 'red' : 'yellow', severity.padEnd(7))}  `}${what}`,
      `    ${style('dim', 'why')}  ${why}`,
      `    ${style('dim', 'try')}  ${hint}`,
      '',
    ]
      .map(printableLine)
      .join('\n'),
  );
  return `${style('bold', 'fit for a load test?')}\n${lines.join('')}`;
};
