import type { EnvironmentVariables } from '../../process/io.ts';

/** Whether to colour one stream: --no-color, then NO_COLOR (no-color.org), FORCE_COLOR, TERM=dumb, then whether it is a terminal. */
export const wantsColour = (
  noColourFlag: boolean,
  env: EnvironmentVariables,
  stream: { readonly isTTY: boolean },
): boolean => {
  if (noColourFlag || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return env['TERM'] !== 'dumb' && stream.isTTY;
};
