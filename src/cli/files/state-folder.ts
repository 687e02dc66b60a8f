import { isAbsolute, join } from 'node:path';
import type { Io } from '../../process/io.ts';

/** The XDG base directory for state (freedesktop.org), which a relative path does not set, or its equal on Windows. */
export const stateFolder = ({ env, home, platform }: Io): string => {
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'fibimg');
  }
  const named = env['XDG_STATE_HOME'];
  const base = named !== undefined && isAbsolute(named) ? named : join(home, '.local', 'state');
  return join(base, 'fibimg');
};
