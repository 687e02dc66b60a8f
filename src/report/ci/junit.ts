import { printable } from '../text/printable.ts';
import type { Check } from './check.ts';

/** JUnit's XML, a test case for each check; what is open is skipped. GitLab, Jenkins and most others read it. */
export const renderJunit = (checks: readonly Check[], durationMs: number): string => {
  const suites = [...new Set(checks.map(({ suite }) => suite))];
  const seconds = (durationMs / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="fibimg" ${countsOf(checks)} time="${seconds}">`,
    ...suites.flatMap((suite) => {
      const mine = checks.filter((check) => check.suite === suite);
      return [
        `  <testsuite name="fibimg ${suite}" ${countsOf(mine)} errors="0" time="${seconds}">`,
        ...mine.flatMap(caseLines),
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
    '',
  ].join('\n');
};

const countsOf = (checks: readonly Check[]): string => {
  const count = (result: Check['result']) => checks.filter((one) => one.result === result).length;
  return `tests="${checks.length}" failures="${count('failed')}" skipped="${count('open')}"`;
};

const caseLines = ({ suite, name, result, message }: Check): readonly string[] => {
  const open = `    <testcase classname="fibimg.${suite}" name="${escaped(name)}" time="0"`;
  if (result === 'passed') return [`${open}/>`];
  const inner =
    result === 'failed'
      ? `<failure type="${suite}" message="${escaped(message)}">${escaped(message)}</failure>`
      : `<skipped message="${escaped(message)}"/>`;
  return [`${open}>`, `      ${inner}`, '    </testcase>'];
};

/** What XML 1.0 cannot hold, not even escaped, besides control characters. */
const notInXml = /[\p{Surrogate}\ufffe\uffff]/gu;

const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' },
  ...{ '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' },
};

const escaped = (text: string): string =>
  printable(text)
    .replaceAll(notInXml, '\ufffd')
    .replaceAll(/[&<>"\n\r\t]/g, (found) => entities[found] ?? found);
