import { thumbnailPrefix } from '../events/thumbnail-keys.ts';
import type { EventFacts, EventSource } from '../stack/event-facts.ts';
import type { StackFacts } from '../stack/stack-facts.ts';
import type { Finding } from './finding.ts';

/** Lambda's own advice for queues, by the function's time-out. */
const visibilityFactor = 6;

/** The usual mistakes in what calls the function with events. */
export const eventFindings = ({ events, function: fn }: StackFacts): readonly Finding[] => {
  if (events === undefined) return [];
  const { sources } = events;
  return [
    ...sources.flatMap((source) => [
      ...sourceFindings(source),
      ...queueFindings(source, fn?.timeoutS),
    ]),
    ...twiceFindings(sources),
    ...failureFindings(events),
  ];
};

const sourceFindings = ({ kind, logicalId, state, prefixes, isAllowed }: EventSource) => {
  const findings: Finding[] = [];
  if (
    prefixes?.some(
      (prefix) => thumbnailPrefix.startsWith(prefix) || prefix.startsWith(thumbnailPrefix),
    )
  ) {
    findings.push({
      id: 'events-loop',
      severity: 'problem',
      what: `${kind} ${logicalId} sends thumbnails to the function that writes them`,
      why: `it takes keys that begin with ${prefixes.map((prefix) => JSON.stringify(prefix)).join(' or ')}: each thumbnail calls the function again, which is billed`,
      hint: 'limit it to the prefix upload/',
    });
  }
  if (!isAllowed) {
    findings.push({
      id: 'events-permission',
      severity: 'problem',
      what: `${kind} ${logicalId} may not call the function`,
      why: "no permission of the function names it, so that its events are lost, or come to the rule's dead-letter queue",
      hint: 'add an AWS::Lambda::Permission for it, with its ARN as source',
    });
  }
  if (state !== undefined && !/^enabl(ed|ing)/i.test(state)) {
    findings.push({
      id: 'events-off',
      severity: 'problem',
      what: `${kind} ${logicalId} is ${state.toLowerCase()}`,
      why: 'its events do not reach the function',
      hint: 'enable it, or deploy the stack again',
    });
  }
  return findings;
};

const queueFindings = (
  { logicalId, visibilityS, setsAside, reportsFailures }: EventSource,
  timeoutS: number | undefined,
): readonly Finding[] => {
  const findings: Finding[] = [];
  if (
    visibilityS !== undefined &&
    timeoutS !== undefined &&
    visibilityS < visibilityFactor * timeoutS
  ) {
    findings.push({
      id: 'events-visibility',
      severity: visibilityS < timeoutS ? 'problem' : 'warning',
      what: `the queue of ${logicalId} hides a message for ${visibilityS} s, the function may take ${timeoutS} s`,
      why: 'a message that comes back while it is still at work, or waits for a throttled function, is handled twice',
      hint: `set its visibility time-out to ${visibilityFactor * timeoutS} s, six times the function's`,
    });
  }
  if (setsAside === false) {
    findings.push({
      id: 'events-redrive',
      severity: 'warning',
      what: `the queue of ${logicalId} has no dead-letter queue`,
      why: 'a message that always fails comes again until it expires, and then is gone',
      hint: 'give it a redrive policy, of five receives or so',
    });
  }
  if (reportsFailures === false) {
    findings.push({
      id: 'events-batch',
      severity: 'warning',
      what: `${logicalId} takes a batch as a whole`,
      why: 'the function names the messages that failed, but without ReportBatchItemFailures none of them comes again',
      hint: 'set its FunctionResponseTypes to ReportBatchItemFailures',
    });
  }
  return findings;
};

const twiceFindings = (sources: readonly EventSource[]): readonly Finding[] => {
  const paths = sources.filter(({ prefixes }) => prefixes !== undefined);
  if (paths.length < 2) return [];
  return [
    {
      id: 'events-twice',
      severity: 'warning',
      what: `uploads reach the function by ${paths.length} paths: ${paths.map(({ logicalId }) => logicalId).join(', ')}`,
      why: 'each is handled as often, and billed; the result is the same',
      hint: 'leave one of them',
    },
  ];
};

const failureFindings = ({ sources, keepsFailures }: EventFacts): readonly Finding[] =>
  keepsFailures || sources.every(({ kind }) => kind === 'queue')
    ? []
    : [
        {
          id: 'events-no-destination',
          severity: 'warning',
          what: 'events that fail for good are kept nowhere',
          why: 'after two more tries Lambda drops an asynchronous event, unless there is a destination for failures',
          hint: "set the function's on-failure destination, or its dead-letter queue",
        },
      ];
