/** Words in the name of a query parameter whose value nobody else may see; the AWS SDKs' presigned URLs among them. */
const secretWords =
  'token|secret|signature|password|passwd|credential|authorization|api[-_]?key|access[-_]?key';

const secrets: readonly (readonly [RegExp, string])[] = [
  // A name may hold further @; the last one before the path ends it.
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]*@/gi, '$1****:****@'],
  // The same where somebody forgot the scheme; without a password it is an e-mail address.
  [/\b[\w.+%-]{1,64}:[^\s/?#"'<>]{1,200}@/g, '****:****@'],
  // The key of an object in the bucket is none that lets anybody in.
  [/([?&;#]key=)(?!(?:image|metadata)(?:\/|%2F))[^\s&;#"'<>\\]+/gi, '$1****'],
  [
    new RegExp(
      `([?&;#](?:[\\w.-]{0,40}(?:${secretWords})[\\w.-]{0,40}|sig|pwd|auth)=)[^\\s&;#"'<>\\\\]+`,
      'gi',
    ),
    '$1****',
  ],
  [/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/g, '$1****'],
  [/(Signature=|x-amz-security-token[:=]\s*|SecretAccessKey[":=\s]+)[^\s,"'&<*]+/gi, '$1****'],
];

/**
 * Text for people, files and stores, in which URLs have no name and password, and no query parameter that lets in
 * whoever reads it: `http://alice:pw@host/?token=x` becomes `http://****:****@host/?token=****`.
 */
export const withoutSecrets = (text: string): string =>
  secrets.reduce((shown, [pattern, replacement]) => shown.replace(pattern, replacement), text);
