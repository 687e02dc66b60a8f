export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One resource of a template. */
export interface Declared {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Fields;
}

/** The logical id that a Ref, a Fn::GetAtt or a plain string names. */
export const referenceIn = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  if (!isFields(value)) return undefined;
  const reference = value['Ref'] ?? value['Fn::GetAtt'];
  const first = Array.isArray(reference) ? reference[0] : reference;
  return typeof first === 'string' ? first.split('.')[0] : undefined;
};

export const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

export const stringIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

export const environmentIn = ({ properties }: Declared): Fields => {
  const environment = properties['Environment'];
  const variables = isFields(environment) ? environment['Variables'] : undefined;
  return isFields(variables) ? variables : {};
};
