import { parsePayloads } from '../../../bench/load/payload-list.ts';
import { FibimgError } from '../../../core/error.ts';
import { formatCount } from '../../../core/format-count.ts';
import { maxPayloadBytes } from '../../../core/invocation/invoker.ts';
import { regionOfHost } from '../../../core/stack/function-url.ts';
import type { CommandContext } from '../../command/command.ts';
import { readNamed } from '../../command/read-named.ts';
import type { OwnRequests } from '../../command/services.ts';
import type { BenchOptions } from './plan.ts';

/** The options with what their own requests send, read before anything is done; says what will be sent. */
export const withOwnRequests = async (
  context: CommandContext,
  options: BenchOptions,
): Promise<BenchOptions> => {
  const { ownRequests: plan, generator, system } = options;
  if (plan === undefined) return options;
  const own: OwnRequests =
    plan.kind === 'payload'
      ? { method: 'POST', bodies: await readPayloads(context, plan.payload) }
      : { method: plan.method, bodies: await readBodies(context, plan.bodies) };
  const isLambda = system.kind !== 'url' || regionOfHost(system.url.hostname) !== undefined;
  if (isLambda) requireSynchronous(own.bodies);
  context.report.note(sentText(own, plan.kind));
  return { ...options, generator: { ...generator, own } };
};

const readPayloads = async (
  context: CommandContext,
  source: string,
): Promise<readonly Uint8Array[]> =>
  parsePayloads(await readSource(context, source), nameOf(source, '--payload'));

const readBodies = async (
  context: CommandContext,
  sources: readonly string[],
): Promise<readonly Uint8Array[]> => {
  const bodies: Uint8Array[] = [];
  for (const source of sources) bodies.push(await readSource(context, source));
  return bodies;
};

const readSource = async (context: CommandContext, source: string): Promise<Uint8Array> => {
  if (source === '-') return readNamed(context, source);
  return source.startsWith('@')
    ? context.services.readFile(source.slice(1))
    : new TextEncoder().encode(source);
};

const nameOf = (source: string, flag: string): string => {
  if (source === '-') return 'standard input';
  return source.startsWith('@') ? source.slice(1) : flag;
};

const requireSynchronous = (bodies: readonly Uint8Array[]): void => {
  const most = maxPayloadBytes.request;
  for (const [index, { length }] of bodies.entries()) {
    if (length <= most) continue;
    const which = bodies.length === 1 ? 'the payload' : `payload ${index + 1} of ${bodies.length}`;
    throw new FibimgError('usage', `${which} has ${formatCount(length)} bytes`, {
      why: `Lambda takes up to ${formatCount(most)} a call`,
      hint: 'put what is large into S3, and its key into the payload',
    });
  }
};

const sentText = ({ method, bodies }: OwnRequests, kind: 'payload' | 'http'): string => {
  const largest = Math.max(0, ...bodies.map(({ length }) => length));
  const each = `${bodies.length === 1 ? '' : 'up to '}${formatCount(largest)} bytes`;
  if (kind === 'http') {
    const drawn =
      bodies.length > 1 ? `, one of ${bodies.length} bodies by the seed,` : ' each with';
    return bodies.length === 0
      ? `sends ${method} requests`
      : `sends ${method} requests${drawn} ${each}`;
  }
  const what = bodies.length === 1 ? 'one event' : `${bodies.length} events, drawn by the seed`;
  return `invokes it with ${what}, ${each}; its stores are its own: nothing is emptied or filled`;
};
