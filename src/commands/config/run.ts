import { formatDuration } from '../../config/duration.ts';
import {
  type Settings,
  settingKeys,
  type settingOptions,
  type ValueOrigin,
} from '../../config/settings.ts';
import { configTable } from '../../report/cards/config-table.ts';
import type { CommandContext, Input } from '../command/command.ts';

export const plan = ({ settings }: Input<typeof settingOptions>): Settings => settings;

export const run = async ({ io, report }: CommandContext, settings: Settings): Promise<number> => {
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
  // Every number among the settings is a duration.
  typeof value === 'number' ? formatDuration(value) : String(value ?? '-');

const shownOrigin = (origin: ValueOrigin): string => {
  switch (origin.kind) {
    case 'flag':
      return `flag ${origin.name}`;
    case 'env':
      return `env ${origin.name}`;
    case 'file':
    case 'scenario':
      return origin.path;
    case 'default':
      return 'default';
  }
};
