import { settingKeys } from '../../config/resolve-settings.ts';
import type { Settings, ValueOrigin } from '../../config/settings.ts';
import { configTable } from '../../report/cards/config-table.ts';
import type { CommandContext } from '../command/command.ts';

export const run = async ({ io, settings, report }: CommandContext): Promise<number> => {
  await report.result(
    report.json
      ? `${JSON.stringify(configDocument(settings), null, 2)}\n`
      : configTable(
          settingKeys.map((key) => ({
            key,
            value: shownValue(settings[key].value),
            origin: shownOrigin(settings[key].origin),
          })),
          { colour: report.colour.stdout, columns: io.stdout.columns },
        ),
  );
  return 0;
};

const configDocument = (settings: Settings) => ({
  schemaVersion: 1,
  settings: Object.fromEntries(
    settingKeys.map((key) => {
      const { value, origin } = settings[key];
      return [key, { value: value ?? null, origin }];
    }),
  ),
});

const shownValue = (value: string | number | boolean | undefined): string =>
  value === undefined ? '-' : typeof value === 'number' ? `${value} ms` : String(value);

const shownOrigin = (origin: ValueOrigin): string => {
  switch (origin.kind) {
    case 'flag':
      return `flag ${origin.name}`;
    case 'env':
      return `env ${origin.name}`;
    case 'file':
      return origin.path;
    case 'default':
      return 'default';
  }
};
