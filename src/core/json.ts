/** The value, or undefined when the text is not JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export type JsonObject = Readonly<Record<string, unknown>>;

/** Neither an array nor null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of a JSON object by name; none when the value is anything else. */
export const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(isObject(value) ? Object.entries(value) : []);

export const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

export const stringOrNone = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** A finite number that is not negative. */
export const amountOrNone = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
