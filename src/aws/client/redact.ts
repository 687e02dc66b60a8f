const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/g, '$1…'],
  [/(Signature=|x-amz-security-token[:=]\s*|SecretAccessKey[":=\s]+)[^\s,"'&<]+/gi, '$1…'],
  // Session tokens and keys: runs of base64 longer than any name or path in an ARN.
  [/[A-Za-z0-9+=]{40,}|[A-Za-z0-9+/=]{100,}/g, '…'],
];

const maxLength = 400;

/** The first line of a service's message without anything that could be a credential. */
export const redact = (message: string): string => {
  const line = message.split('\n', 1)[0] ?? '';
  const clean = secrets.reduce((text, [pattern, shown]) => text.replace(pattern, shown), line);
  return clean.length > maxLength ? `${clean.slice(0, maxLength)}…` : clean;
};
