/** A flag of `bench` that a scenario file may set. */
export interface ScenarioFlag {
  /** Without its dashes: `vus`, `think-time`, `no-check`. */
  readonly name: string;
  readonly takesValue: boolean;
  readonly repeatable: boolean;
}

/** Keys that hold a list or a map are in the plural. */
const plurals = new Map([
  ['stage', 'stages'],
  ['header', 'headers'],
  ['threshold', 'thresholds'],
]);

/** The key of a flag: `thinkTime` for `--think-time`, `stages` for `--stage`, `check` for `--no-check`. */
export const scenarioKey = ({ name, takesValue }: ScenarioFlag): string => {
  const positive = isNegative({ name, takesValue }) ? name.slice('no-'.length) : name;
  const camelCase = positive.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return plurals.get(camelCase) ?? camelCase;
};

/** Whether a switch turns something off, so that its key is `false` where the switch is given. */
export const isNegative = ({ name, takesValue }: Pick<ScenarioFlag, 'name' | 'takesValue'>) =>
  !takesValue && name.startsWith('no-');
