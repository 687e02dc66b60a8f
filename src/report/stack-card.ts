import type { Finding } from '../core/finding.ts';
import type { StackFacts, StoreCounts } from '../core/stack-facts.ts';
import { formatBytes, shortenMiddle } from './number-format.ts';
import { findingLines } from './stack-findings.ts';
import { statusText } from './stack-status-text.ts';
import { createStyle } from './style.ts';

export interface StackView {
  readonly facts: StackFacts;
  readonly counts: StoreCounts | undefined;
  readonly findings: readonly Finding[];
}

type Style = ReturnType<typeof createStyle>;

interface Layout {
  readonly colour: boolean;
  readonly columns: number;
}

/** One stack at a glance: what it is, what is in it, what is wrong with it. */
export const stackCard = ({ facts, counts, findings }: StackView, layout: Layout): string => {
  const style = createStyle(layout.colour);
  const { stack, unknown } = facts;
  const rows = [
    ['stack', `${style('bold', stack.name)}${stack.region ? `  ${stack.region}` : ''}`],
    [
      'status',
      stack.status === undefined ? 'from a file, not asked' : statusText(stack.status, style),
    ],
    ['function', functionText(facts)],
    ['url', urlText(facts)],
    ['table', tableText(facts, counts)],
    ['bucket', bucketText(facts, counts)],
  ] as const;
  const sections = [
    rows.map(([label, text]) => row(style, label, text)).join(''),
    section(style, 'outputs', pairs(stack.outputs)),
    section(style, 'resources', resourceLines(facts, layout.columns)),
    section(
      style,
      'could not be read',
      unknown.map(({ what, why }) => `${what}: ${why}`),
    ),
    isExamined(facts) ? findingLines(findings, style) : '',
  ];
  return sections.filter((text) => text !== '').join('\n');
};

/** An outputs file tells names only, and no findings then mean nothing. */
const isExamined = ({ stack, function: fn, table }: StackFacts): boolean =>
  stack.status !== undefined || fn !== undefined || table !== undefined;

const row = (style: Style, label: string, text: string): string =>
  `${style('dim', label.padEnd(8))}  ${text}\n`;

const section = (style: Style, title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? ''
    : `${style('bold', title)}\n${lines.map((line) => `  ${line}\n`).join('')}`;

const functionText = ({ stack, function: fn }: StackFacts): string => {
  if (fn === undefined) return stack.functionName ?? '-';
  const parts = [
    fn.name,
    fn.memoryMb === undefined ? '' : `${fn.memoryMb} MB`,
    fn.timeoutS === undefined ? '' : `time-out ${fn.timeoutS} s`,
    fn.runtime ?? '',
    fn.architecture ?? '',
    fn.environmentNames.length === 0 ? '' : `environment ${fn.environmentNames.join(' ')}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
};

const urlText = ({ stack, url }: StackFacts): string => {
  const address = url?.url ?? stack.functionUrl;
  const auth = url?.authType === undefined ? '' : `auth ${url.authType}`;
  return [address ?? (url ? 'known once deployed' : '-'), auth].filter(Boolean).join(', ');
};

const tableText = ({ stack, table }: StackFacts, counts: StoreCounts | undefined): string => {
  const mode =
    table?.mode === 'provisioned'
      ? `provisioned ${table.readUnits ?? '?'} read and ${table.writeUnits ?? '?'} write units`
      : table?.mode;
  const items = counts && `${counts.items} ${counts.items === 1 ? 'item' : 'items'}`;
  return [table?.name ?? stack.table ?? '-', mode, items].filter(Boolean).join(', ');
};

const bucketText = ({ stack, bucket }: StackFacts, counts: StoreCounts | undefined): string => {
  const images =
    counts &&
    `${counts.images} ${counts.images === 1 ? 'image' : 'images'}, ${formatBytes(counts.imageBytes)}`;
  const versioning = bucket?.versioning && `versioning ${bucket.versioning}`;
  return [bucket?.name ?? stack.bucket ?? '-', versioning, images].filter(Boolean).join(', ');
};

const pairs = (entries: Readonly<Record<string, string>>): readonly string[] => {
  const width = Math.max(0, ...Object.keys(entries).map((key) => key.length));
  return Object.entries(entries).map(([key, value]) => `${key.padEnd(width)}  ${value}`);
};

const widestType = 30;

const resourceLines = ({ stack }: StackFacts, columns: number): readonly string[] => {
  const names = stack.resources.map(({ type }) => type.replace(/^AWS::/, ''));
  const width = Math.min(widestType, Math.max(0, ...names.map((name) => name.length)));
  const room = Math.max(20, columns - width - 4);
  return stack.resources.map(({ physicalId, logicalId, status }, index) => {
    const odd =
      status === undefined || /^(CREATE|UPDATE)_COMPLETE$/.test(status) ? '' : `  ${status}`;
    const name = shortenMiddle(physicalId ?? logicalId, room - odd.length);
    return `${shortenMiddle(names[index] ?? '', width).padEnd(width)}  ${name}${odd}`;
  });
};
