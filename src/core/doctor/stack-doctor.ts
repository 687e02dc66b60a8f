import type { StackFacts } from '../stack/stack-facts.ts';
import { stackState } from '../stack/stack-status.ts';
import { capacityFindings } from './doctor-capacity.ts';
import { concurrencyFindings } from './doctor-concurrency.ts';
import { environmentFindings, functionFindings, urlFindings } from './doctor-function.ts';
import type { Finding, PlannedLoad } from './finding.ts';

/** Everything about a stack that would spoil a load test of it, worst first. */
export const examineStack = (facts: StackFacts, load: PlannedLoad = {}): readonly Finding[] =>
  [
    ...statusFindings(facts),
    ...resourceFindings(facts),
    ...functionFindings(facts, load),
    ...urlFindings(facts),
    ...environmentFindings(facts),
    ...capacityFindings(facts, load),
    ...concurrencyFindings(facts, load),
  ].sort((one, other) => rank[one.severity] - rank[other.severity]);

const rank = { problem: 0, warning: 1 } as const;

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
