import type { Finding } from '../../core/doctor/finding.ts';
import { fleetPlaceOf } from '../../core/fleet/fleet-place.ts';
import type { StackFacts, StoreCounts } from '../../core/stack/stack-facts.ts';
import { labelRows } from '../text/label-rows.ts';
import { formatBytes } from '../text/number-format.ts';
import { printableLine } from '../text/printable.ts';
import { createStyle } from '../text/style.ts';
import { alignTable, cell } from '../text/text-table.ts';
import { findingLines } from './stack-findings.ts';
import { statusText } from './stack-status-text.ts';

interface StackView {
  readonly facts: StackFacts;
  readonly counts: StoreCounts | undefined;
  readonly findings: readonly Finding[];
}

type Style = ReturnType<typeof createStyle>;

/** One stack at a glance: what it is, what is in it, what is wrong with it. */
export const stackCard = ({ facts, counts, findings }: StackView, colour: boolean): string => {
  const style = createStyle(colour);
  const { stack } = facts;
  const rows = [
    ['stack', `${style('bold', stack.name)}${stack.region ? `  ${stack.region}` : ''}`],
    [
      'status',
      stack.status === undefined ? 'from a file, not asked' : statusText(stack.status, style),
    ],
    ['function', functionText(facts)],
    ...traitRows(facts),
    ['variables', facts.function?.environmentNames.join(' ') || '-'],
    ['url', urlText(facts)],
    ['table', tableText(facts, counts)],
    ['bucket', bucketText(facts, counts)],
    ...fleetRow(facts),
    ...eventRows(facts),
  ] as const;
  const sections = [
    labelRows(rows, colour, { labelWidth: 9 }),
    section(style, 'outputs', pairs(stack.outputs)),
    section(style, 'resources', resourceLines(facts)),
    isExamined(facts) ? findingLines(findings, style) : '',
  ];
  return sections.filter((text) => text !== '').join('\n');
};

/** An outputs file has names only: no findings would mean nothing. */
const isExamined = ({ stack, function: fn, table }: StackFacts): boolean =>
  stack.status !== undefined || fn !== undefined || table !== undefined;

const section = (style: Style, title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? ''
    : `${style('bold', title)}\n${lines.map((line) => `  ${printableLine(line)}\n`).join('')}`;

const functionText = ({ stack, function: fn }: StackFacts): string => {
  if (fn === undefined) return stack.functionName ?? '-';
  const parts = [
    fn.name,
    fn.memoryMb === undefined ? '' : `${fn.memoryMb} MB`,
    fn.timeoutS === undefined ? '' : `time-out ${fn.timeoutS} s`,
    fn.runtime ?? '',
    fn.architecture ?? '',
  ];
  return parts.filter((part) => part !== '').join(', ');
};

/** What it runs with besides code: a line only where there is something. */
const traitRows = ({ function: fn }: StackFacts): readonly (readonly [string, string])[] => {
  if (fn?.traits === undefined) return [];
  const { snapStart, vpcSubnets, layers, capacityProvider, requestsPerEnvironment, durable } =
    fn.traits;
  const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  const each = requestsPerEnvironment === null ? '' : ` (${requestsPerEnvironment} requests each)`;
  const parts = [
    ...(snapStart ? ['SnapStart'] : []),
    ...(vpcSubnets > 0 ? [`a VPC (${counted(vpcSubnets, 'subnet')})`] : []),
    ...(layers > 0 ? [counted(layers, 'layer')] : []),
    ...(capacityProvider === null ? [] : [`managed instances${each}`]),
    ...(durable ? ['durable executions'] : []),
  ];
  return parts.length === 0 ? [] : [['runs with', parts.join(', ')]];
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

/** Only some stacks have one. */
const fleetRow = ({ stack }: StackFacts) => {
  const place = fleetPlaceOf(stack);
  if (place === undefined) return [];
  const definition = place.taskDefinition.split('/').at(-1) ?? '';
  return [['fleet', `cluster ${place.cluster}, task ${definition}`] as const];
};

/** What calls the function with events: a line each, and none where nothing does. */
const eventRows = ({ events }: StackFacts): readonly (readonly [string, string])[] =>
  (events?.sources ?? []).map((source, at) => {
    const { kind, logicalId, state, prefixes, expression, visibilityS } = source;
    const parts = [
      `${kind} ${logicalId}`,
      expression,
      prefixes && `keys ${prefixes.map((prefix) => `${prefix}*`).join(' ')}`,
      visibilityS === undefined ? undefined : `hidden for ${visibilityS} s`,
      state?.toLowerCase(),
    ];
    return [at === 0 ? 'events' : '', parts.filter(Boolean).join(', ')];
  });

const pairs = (entries: Readonly<Record<string, string>>): readonly string[] =>
  leftTable(Object.entries(entries));

const leftTable = (rows: readonly (readonly string[])[]): readonly string[] =>
  alignTable(
    rows.map((row) => row.map((text) => cell(printableLine(text)))),
    ...([0, 2, Number.POSITIVE_INFINITY, [0, 1, 2]] as const),
  );

const resourceLines = ({ stack }: StackFacts): readonly string[] => {
  const rows = stack.resources.map(({ type, logicalId, physicalId, status }) => ({
    type: type.replace(/^AWS::/, ''),
    name: physicalId ?? logicalId,
    odd: status === undefined || /^(CREATE|UPDATE)_COMPLETE$/.test(status) ? '' : status,
  }));
  return leftTable(rows.map(({ type, name, odd }) => [type, name, odd]));
};
