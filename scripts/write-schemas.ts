/**
 * Writes the JSON Schemas of what users write by hand, a scenario and a configuration file, from the declared options.
 * Run: npm run schemas
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchOptions } from '../src/commands/bench/options/options.ts';
import { type Declarations, isInScenario, type Option } from '../src/config/declaration.ts';
import { settingOptions } from '../src/config/settings.ts';

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const propertyOf = ({ schema, help, negative }: Option) => ({
  ...schema,
  description: negative ? sentence(`false: ${help}`) : sentence(help),
});

const schemaOf = (declared: Declarations, title: string, description: string) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title,
  description,
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    ...Object.fromEntries(
      Object.entries(declared).map(([key, option]) => [key, propertyOf(option)]),
    ),
  },
});

const scenarioOptions = Object.fromEntries(
  Object.entries<Option>(benchOptions).filter(([, option]) => isInScenario(option)),
);

/** By the name of the file in `schemas`. */
export const writtenSchemas = {
  scenario: schemaOf(
    scenarioOptions,
    'A scenario of fibimg bench',
    'Every key is an option of the same name in camel case; a flag on the command line beats it.',
  ),
  'config-file': schemaOf(
    settingOptions,
    'A configuration file of fibimg',
    'Every key is an option of the same name in camel case; flags and FIBIMG_ variables beat it.',
  ),
};

const schemaText = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;

if (process.argv[1] === import.meta.filename) {
  for (const [name, schema] of Object.entries(writtenSchemas)) {
    const path = join(import.meta.dirname, `../schemas/${name}.schema.json`);
    writeFileSync(path, schemaText(schema));
  }
}
