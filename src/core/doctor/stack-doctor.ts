import { contractKeySchema, type Gap, type StackFacts } from '../stack/stack-facts.ts';
import { stackState } from '../stack/stack-status.ts';
import { capacityFindings } from './doctor-capacity.ts';
import { concurrencyFindings } from './doctor-concurrency.ts';
import { eventFindings } from './doctor-events.ts';
import {
  environmentFindings,
  functionFindings,
  traitFindings,
  urlFindings,
} from './doctor-function.ts';
import type { Finding, PlannedLoad } from './finding.ts';

/** Everything about a stack that would spoil a load test of it, and what could not be checked; worst first. */
export const examineStack = (facts: StackFacts, load: PlannedLoad = {}): readonly Finding[] =>
  [
    ...statusFindings(facts),
    ...resourceFindings(facts),
    ...gapFindings(facts),
    ...tableFindings(facts),
    ...functionFindings(facts, load),
    ...traitFindings(facts),
    ...urlFindings(facts),
    ...environmentFindings(facts),
    ...capacityFindings(facts, load),
    ...concurrencyFindings(facts, load),
    ...eventFindings(facts),
  ].sort((one, other) => rank[one.severity] - rank[other.severity]);

const rank = { problem: 0, unchecked: 1, warning: 2 } as const;

const statusFindings = ({ stack: { name, status } }: StackFacts): readonly Finding[] => {
  if (status === undefined) return [];
  const { usable, words } = stackState(status);
  if (words.hint === '') return [];
  return [
    {
      id: 'stack-status',
      severity: usable ? 'warning' : 'problem',
      what: `stack ${name} is ${words.short}`,
      why: `${status}: ${words.long}`,
      hint: words.hint,
    },
  ];
};

const resourceFindings = ({ stack }: StackFacts): readonly Finding[] => {
  const parts = [
    ['function', stack.functionName],
    ['table', stack.table],
    ['bucket', stack.bucket],
  ] as const;
  // From a file, names that CloudFormation would make up are not known, which is no fault.
  if (stack.status === undefined) return [];
  return parts
    .filter(([, name]) => name === undefined)
    .map(([part]) => ({
      id: `no-${part}`,
      severity: 'problem',
      what: `no ${part} of ours found in stack ${stack.name}`,
      why: 'there is none among its resources, or several and nothing tells which',
      hint: `other commands take --${part} NAME in place of --stack`,
    }));
};

/** A part that is gone is a problem; any other that could not be read may hide one. */
const gapFindings = ({ stack, unknown }: StackFacts): readonly Finding[] =>
  unknown.map((gap) =>
    gap.isGone
      ? goneFinding(stack, gap)
      : {
          id: `unchecked-${gap.what.replaceAll(' ', '-')}`,
          severity: 'unchecked',
          what: `not checked: ${gap.what}`,
          why: gap.why,
          hint: 'ask for the permission, or try again',
        },
  );

const goneFinding = ({ name, status }: StackFacts['stack'], { what, why }: Gap): Finding => {
  const finding = { id: `${what}-gone`, severity: 'problem' } as const;
  // What was named by itself is no part of any stack.
  return status === undefined
    ? {
        ...{ ...finding, what: `${name} does not exist`, why },
        hint: 'check its name, and the account and region that you are in',
      }
    : {
        ...{ ...finding, what: `the ${what} of stack ${name} does not exist` },
        why: `${why}: it was deleted past CloudFormation`,
        hint: 'delete the stack and deploy it again',
      };
};

const tableFindings = ({ table }: StackFacts): readonly Finding[] => {
  const findings: Finding[] = [];
  if (table?.keySchema !== undefined && table.keySchema !== contractKeySchema) {
    findings.push({
      id: 'table-keys',
      severity: 'problem',
      what: `table ${table.name} has the keys ${table.keySchema}`,
      why: `items of the service need ${contractKeySchema}: every read and write of them fails`,
      hint: 'is it the right table? keys cannot be changed: deploy a new one',
    });
  }
  if (table?.status !== undefined && !/^(ACTIVE|UPDATING)$/.test(table.status)) {
    findings.push({
      id: 'table-not-ready',
      severity: 'problem',
      what: `table ${table.name} is not ready`,
      why: `DynamoDB says that it is ${table.status}`,
      hint: 'wait, or deploy it again',
    });
  }
  return findings;
};
