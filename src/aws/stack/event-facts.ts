import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { FibimgError } from '../../core/error.ts';
import { isObject, parseJson } from '../../core/json.ts';
import type { EventFacts } from '../../core/stack/event-facts.ts';
import type { ResolvedStack } from '../../core/stack/stack.ts';
import { templateFacts } from '../../core/stack/stack-template.ts';
import { callAws } from '../client/call.ts';
import type { AwsClients } from '../client/clients.ts';
import { openLambdaCalls } from './lambda-calls.ts';

const sourceTypes = /^AWS::(Events::Rule|Lambda::EventSourceMapping)$/;

/**
 * What calls a deployed function with events, and in what state that is: rules and queues as the stack's own template has
 * them, mappings as Lambda tells them. A stack without any costs no call.
 */
export const eventFacts = async (
  clients: AwsClients,
  stack: ResolvedStack,
  functionName: string,
  signal: AbortSignal | undefined,
): Promise<EventFacts | undefined> => {
  if (!stack.resources.some(({ type }) => sourceTypes.test(type))) return undefined;
  const [events, states] = await Promise.all([
    readTemplate(clients, stack.name, signal),
    readMappings(clients, functionName, signal),
  ]);
  const idOf = (logicalId: string) =>
    stack.resources.find((resource) => resource.logicalId === logicalId)?.physicalId ?? '';
  return (
    events && {
      ...events,
      sources: events.sources.map((source) => ({
        ...source,
        state: states.get(idOf(source.logicalId)) ?? source.state,
      })),
    }
  );
};

const readTemplate = async (
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<EventFacts | undefined> => {
  const client = await clients.cloudFormation();
  const { TemplateBody } = await callAws(
    { service: 'CloudFormation', operation: 'GetTemplate', resource: `stack ${name}` },
    clients.options.timeoutMs,
    signal,
    (abortSignal) => client.send(new GetTemplateCommand({ StackName: name }), { abortSignal }),
  );
  const template = parseJson(TemplateBody ?? '');
  if (isObject(template)) return templateFacts(name, template).events;
  throw new FibimgError('corrupt', `the template of stack ${name} is not JSON`);
};

/** States by id. */
const readMappings = async (
  clients: AwsClients,
  functionName: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> => {
  const { client, call } = await openLambdaCalls(clients, functionName, signal);
  const states = new Map<string, string>();
  let Marker: string | undefined;
  do {
    const input = { FunctionName: functionName, ...(Marker !== undefined && { Marker }) };
    const page = await call('ListEventSourceMappings', (abortSignal) =>
      client.send(new ListEventSourceMappingsCommand(input), { abortSignal }),
    );
    for (const { UUID, State } of page.EventSourceMappings ?? []) {
      if (UUID !== undefined && State !== undefined) states.set(UUID, State);
    }
    Marker = page.NextMarker;
  } while (Marker);
  return states;
};
