import { withoutSecrets } from '../../core/secrets.ts';

/** Session tokens and keys: runs of base64 longer than any name or path in an ARN. */
const longRuns = /[A-Za-z0-9+=]{40,}|[A-Za-z0-9+/=]{100,}/g;

const maxLength = 400;

/** The first line of a service's message without anything that could be a credential. */
export const redact = (message: string): string => {
  const line = message.split('\n', 1)[0] ?? '';
  const clean = withoutSecrets(line).replace(longRuns, '…');
  return clean.length > maxLength ? `${clean.slice(0, maxLength)}…` : clean;
};
