import { writeSync } from 'node:fs';

export const load = (url, context, next) => {
  writeSync(2, `LOADED ${url}\n`);
  return next(url, context);
};
