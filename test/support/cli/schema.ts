import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** What a shipped JSON Schema has against a value; empty when it fits. */
export const schemaErrors = (name: string, value: unknown): readonly string[] => {
  const file = new URL(`../../../schemas/${name}.schema.json`, import.meta.url);
  const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};
