/** One property of a value that may be anything; undefined where there is none. */
export const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** As `property`, but undefined for anything that is not text. */
export const textProperty = (value: unknown, key: string): string | undefined => {
  const text = property(value, key);
  return typeof text === 'string' ? text : undefined;
};
