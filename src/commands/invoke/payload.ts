import { FibimgError, messageOf } from '../../core/error.ts';
import { imageEvent } from '../../core/invocation/http-event.ts';
import { type InvokeMode, maxPayloadBytes } from '../../core/invocation/invoker.ts';
import { isObject } from '../../core/json.ts';
import type { CommandContext } from '../command/command.ts';
import { readNamed } from '../command/read-named.ts';
import { defaultJob, makeEvent } from './make-event.ts';
import type { PayloadSource } from './plan.ts';

/** Where a made event comes from. */
interface EventPlace {
  readonly bucket: string;
  readonly region: string;
}

/** The bytes to send: JSON, and within Lambda's limit for the mode; else a usage error before anything is sent. */
export const buildPayload = async (
  source: PayloadSource,
  mode: InvokeMode,
  place: EventPlace,
  context: CommandContext,
): Promise<Uint8Array> => {
  const payload = await payloadOf(source, place, context);
  const most = maxPayloadBytes[mode];
  if (payload.byteLength <= most) return payload;
  throw new FibimgError('usage', `the payload has ${payload.byteLength} bytes`, {
    why: `Lambda takes up to ${most} bytes ${mode === 'event' ? 'asynchronously' : 'a call'}`,
    hint: 'put what is large into S3, and its key into the payload',
  });
};

const payloadOf = async (
  source: PayloadSource,
  place: EventPlace,
  context: CommandContext,
): Promise<Uint8Array> => {
  switch (source.kind) {
    case 'event':
      return encode(
        imageEvent({
          pixels: source.pixels,
          requestId: context.io.rng.uuid(),
          now: context.io.clock.now(),
        }),
      );
    case 'payload':
      return readJson(source.payload, context).then(({ bytes }) => bytes);
    case 'operation':
      return encode(await operationFor(source, context));
    case 'made': {
      const { payload } = source;
      const md5 = await context.services.loadMd5();
      const input = payload === undefined ? defaultJob : (await readJson(payload, context)).value;
      return encode(makeEvent(source, { ...place, ...context.io, md5, input }));
    }
  }
};

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const operationFor = async (
  { operation, payload, image }: Extract<PayloadSource, { kind: 'operation' }>,
  context: CommandContext,
): Promise<object> => {
  const fields = payload === undefined ? {} : (await readJson(payload, context)).value;
  if (!isObject(fields)) {
    throw new FibimgError('usage', '--payload beside --operation must be a JSON object');
  }
  if (image === undefined) return { operation, ...fields };
  const bytes = await context.services.readFile(image);
  return { operation, base64Image: Buffer.from(bytes).toString('base64'), ...fields };
};

/** The payload's bytes as they are, and what they spell. */
const readJson = async (
  source: string,
  context: CommandContext,
): Promise<{ readonly bytes: Uint8Array; readonly value: unknown }> => {
  const bytes = await readSource(source, context);
  try {
    const text = new TextDecoder('utf8', { fatal: true }).decode(bytes);
    return { bytes, value: JSON.parse(text) };
  } catch (thrown) {
    throw new FibimgError('usage', `${nameOf(source)} is not JSON`, {
      why: messageOf(thrown),
      hint: `such as '{"int":500}', in quotes that keep the shell away from it`,
    });
  }
};

const readSource = async (source: string, context: CommandContext): Promise<Uint8Array> => {
  if (source === '-') return readNamed(context, source);
  return source.startsWith('@')
    ? context.services.readFile(source.slice(1))
    : new TextEncoder().encode(source);
};

const nameOf = (source: string): string => {
  if (source === '-') return 'standard input';
  return source.startsWith('@') ? source.slice(1) : '--payload';
};
