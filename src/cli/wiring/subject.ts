import { createHash } from 'node:crypto';
import type { Subject } from '../../bench/record/provenance.ts';
import type { LocalSystemRequest } from '../../commands/command/system-request.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { StackFacts } from '../../core/stack/stack-facts.ts';

/** The local Lambda runs the deployable bundle: its hash says which. */
export const localSubject = (
  { memoryMb, concurrency, bundle }: LocalSystemRequest,
  code: Uint8Array,
): Subject => ({
  kind: 'local-lambda',
  name: 'local Lambda',
  memoryMb,
  ...(bundle !== undefined && { bundle }),
  codeSha256: createHash('sha256').update(code).digest('base64'),
  concurrencyLimit: concurrency,
});

/** Without what may be a secret: name and password, query and fragment. */
export const urlSubject = ({ origin, pathname }: URL): Subject => ({
  kind: 'url',
  name: `${origin}${pathname}`,
});

export const deployedSubject = (
  kind: 'stack' | 'function',
  name: string,
  { stack, concurrency, ...facts }: StackFacts,
): Subject => {
  const { memoryMb, architecture, runtime, version, codeSha256 } = facts.function ?? {};
  return {
    ...{ kind, name },
    ...omitUndefined({
      ...{ region: stack.region, memoryMb, architecture, runtime, codeSha256 },
      functionVersion: version,
      tableMode: facts.table?.mode,
      concurrencyLimit: concurrency?.reserved ?? concurrency?.accountLimit,
    }),
  };
};
