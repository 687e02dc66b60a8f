import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Subject } from '../../bench/record/provenance.ts';
import type { LocalSystemRequest } from '../../commands/command/system-request.ts';
import { omitUndefined } from '../../core/omit-undefined.ts';
import type { StackFacts } from '../../core/stack/stack-facts.ts';
import { builtFile } from '../../process/built-file.ts';

/** The local Lambda runs the deployable bundle: its hash says which. */
export const localSubject = async ({
  memoryMb,
  concurrency,
}: LocalSystemRequest): Promise<Subject> => {
  const bundle = await readFile(builtFile('lambda/index.mjs'));
  return {
    kind: 'local-lambda',
    name: 'local Lambda',
    memoryMb,
    codeSha256: createHash('sha256').update(bundle).digest('base64'),
    concurrencyLimit: concurrency,
  };
};

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
      concurrencyLimit: concurrency?.reserved ?? concurrency?.accountLimit,
    }),
  };
};
