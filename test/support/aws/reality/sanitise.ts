/** What stands in a transcript for the function that it was recorded with. */
export const publicName = 'images';
const publicArn = `arn:aws:lambda:eu-west-1:123456789012:function:${publicName}`;

/** Values that tell nothing of anybody and that stand-ins are held to. */
const kept = new Set([
  ...['Runtime', 'Timeout', 'MemorySize', 'Version', 'FunctionVersion', 'State', 'StateReasonCode'],
  ...['LastUpdateStatus', 'LastUpdateStatusReasonCode', 'PackageType', 'Architectures', 'Type'],
  ...['AdditionalVersionWeights', 'ApplyOn', 'OptimizationStatus', 'Reason', 'ErrorCode'],
]);

/** Values that are texts of AWS or of this project: what they name is replaced within them. */
const texts = new Set(['message', 'Message', 'LastUpdateStatusReason', 'Name', 'AliasName']);

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * Makes of exchanges with an account what may be published: by allowing what is known to be harmless, so that a field
 * nobody has thought of comes out as its type. The same id becomes the same placeholder, for replies to be told apart.
 */
export const createSanitiser = (functionName: string) => {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    const known =
      ids.get(id) ?? `00000000-0000-4000-8000-${String(ids.size + 1).padStart(12, '0')}`;
    ids.set(id, known);
    return known;
  };
  const names = new Map<string, string>();
  const variableName = (name: string): string => {
    if (name.startsWith('FIBIMG_')) return name;
    const known = names.get(name) ?? `VARIABLE_${names.size + 1}`;
    names.set(name, known);
    return known;
  };
  const text = (value: string): string =>
    value
      .replace(/arn:aws[\w-]*:[^\s"',]+/g, arn)
      .replace(uuid, idOf)
      .replaceAll(functionName, publicName)
      .replace(/(?<![\w-])\d{12}\b/g, '123456789012')
      .replace(/[\w.-]+\.(?:amazonaws\.com|on\.aws|aws)\b/g, 'host.invalid')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+\d{4})/g, '2026-01-01T00:00:00.000Z');
  const variables = (all: object): object =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [
        variableName(name),
        name.startsWith('FIBIMG_') ? text(String(value)) : 'x'.repeat(String(value).length),
      ]),
    );
  const json = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one: unknown) => json(one, key));
    if (typeof value === 'object' && value !== null) {
      if (key === 'Variables') return variables(value);
      return Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, json(one, name)]),
      );
    }
    if (kept.has(key) || typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'string') return 0;
    if (key === 'RevisionId') return idOf(value);
    if (key === 'FunctionName') return publicName;
    if (texts.has(key) || /Arn$/.test(key)) return text(value);
    return key === 'Description' && value.startsWith('fibimg ') ? text(value) : 'text';
  };
  return { json, text };
};

export type Sanitiser = ReturnType<typeof createSanitiser>;

/** Of a function what is behind its name is kept; of anything else nothing. */
const arn = (value: string): string => {
  const [, suffix] = /:function:[^:\s]+((?::[\w$-]+)?)/.exec(value) ?? [];
  return suffix === undefined ? 'arn:aws:other' : `${publicArn}${suffix}`;
};
