import { FibimgError, undefinedIf } from '../../core/error.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import type { Gap, StackFacts } from '../../core/stack/stack-facts.ts';
import type { AwsClients } from '../client/clients.ts';
import { eventFacts } from './event-facts.ts';
import { concurrencyFacts, functionFacts, policyFacts, urlFacts } from './function-facts.ts';
import { bucketFacts, tableFacts } from './store-facts.ts';

/** Reads what Lambda, DynamoDB and S3 tell of a stack, all at once. What cannot be read is listed in `unknown`. */
export const readStackFacts = async (
  clients: AwsClients,
  stack: ResolvedStack,
  signal?: AbortSignal,
): Promise<StackFacts> => {
  const unknown: Gap[] = [];
  const read = async <T>(
    what: string,
    name: string | undefined,
    facts: (name: string) => Promise<T>,
  ): Promise<T | undefined> => {
    if (name === undefined) return undefined;
    try {
      return await facts(name);
    } catch (thrown) {
      if (!(thrown instanceof FibimgError) || thrown.kind === 'credentials') throw thrown;
      if (thrown.kind === 'not_found') {
        unknown.push({ what, why: thrown.why ?? thrown.message, isGone: true });
      } else {
        const why = [thrown.message, thrown.why, thrown.hint].filter(Boolean).join('; ');
        unknown.push({ what, why });
      }
      return undefined;
    }
  };
  const { functionName } = stack;
  const [fn, url, publicActions, concurrency, table, bucket, events] = await Promise.all([
    read('function', functionName, (name) => functionFacts(clients, name, signal)),
    read('function URL', functionName, (name) => urlFacts(clients, name, signal)),
    read('function policy', functionName, (name) => policyFacts(clients, name, signal)),
    read('concurrency', functionName, (name) =>
      // A function that is gone is told once, as a function.
      concurrencyFacts(clients, name, signal).catch(undefinedIf('not_found')),
    ),
    read('table', stack.table, (name) => tableFacts(clients, name, signal)),
    read('bucket', stack.bucket, (name) => bucketFacts(clients, name, signal)),
    read('events', functionName, (name) => eventFacts(clients, stack, name, signal)),
  ]);
  return {
    stack,
    function: fn,
    url: url && { ...url, publicActions },
    concurrency,
    table,
    bucket,
    events,
    // They fail in any order.
    unknown: unknown.toSorted((one, other) => partOrder(one) - partOrder(other)),
  };
};

const parts = [
  'function',
  'function URL',
  'function policy',
  'concurrency',
  'table',
  'bucket',
  'events',
];

const partOrder = ({ what }: Gap): number => parts.indexOf(what);
