import { fileURLToPath } from 'node:url';

/** A file of the build, as a path. Source and bundle both lie two folders below the package, so one relative path serves both. */
export const builtFile = (path: string): string =>
  fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));
