import type { CommandInput } from '../../command/input.ts';

/** A command line behind which a scenario file stands: a flag that was given hides the file's value. */
export const withScenario = (
  input: CommandInput,
  values: ReadonlyMap<string, readonly string[]>,
): CommandInput => ({
  args: input.args,
  value: (name) => input.value(name) ?? values.get(name)?.at(-1),
  values: (name) => {
    const given = input.values(name);
    return given.length > 0 ? given : (values.get(name) ?? []);
  },
  flag: (name) => input.flag(name) || values.has(name),
});
