import { FibimgError } from '../../../core/error.ts';

/** One of the two that a duet sets against each other, as it is written. */
export type DuetArm =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'stack'; readonly stack: string }
  | { readonly kind: 'function'; readonly functionName: string }
  | { readonly kind: 'local'; readonly bundle?: string; readonly memoryMb?: number };

const examples = 'stack:NAME, function:NAME or NAME:ALIAS, a URL, bundle:PATH, memory:MB, or local';

/** Reads an arm by its form; a plain name could be anything and is refused. */
export const parseArm = (text: string): DuetArm => {
  const [, word = '', rest = ''] = /^(stack|function|bundle|memory):(.+)$/s.exec(text) ?? [];
  switch (word) {
    case 'stack':
      return { kind: 'stack', stack: rest };
    case 'function':
      return { kind: 'function', functionName: rest };
    case 'bundle':
      return { kind: 'local', bundle: rest };
    case 'memory':
      return { kind: 'local', memoryMb: memoryIn(rest, text) };
  }
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return { kind: 'url', url: text };
  if (text.startsWith('arn:')) return { kind: 'function', functionName: text };
  if (text === 'local') return { kind: 'local' };
  if (/^(\.|\/|~)/.test(text) || text.endsWith('.mjs')) return { kind: 'local', bundle: text };
  if (/^\d+ ?MB$/i.test(text)) return { kind: 'local', memoryMb: memoryIn(text, text) };
  throw wrongArm(text);
};

const memoryIn = (amount: string, text: string): number => {
  const mb = Number(/^(\d{1,6}) ?(?:MB)?$/i.exec(amount)?.[1] ?? 0);
  if (mb >= 128 && mb <= 10_240) return mb;
  throw new FibimgError('usage', `${text} is not a memory size`, {
    hint: 'memory:128 to memory:10240',
  });
};

const wrongArm = (text: string): FibimgError =>
  new FibimgError('usage', `${JSON.stringify(text)} does not say what it is`, { hint: examples });
