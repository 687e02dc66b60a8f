import { errorJson } from './purge-json.ts';
import type { SeedReport } from './seed-text.ts';

/** The document of `seed --json`. */
export const seedJson = ({ title, source, asked, result, durationMs }: SeedReport): string => {
  const { written, skipped, repaired, failed, bytes, left, failures, interrupted, stoppedBy } =
    result;
  const document = {
    schemaVersion: 1,
    target: { name: title },
    source,
    asked,
    written,
    skipped,
    repaired,
    failed,
    left,
    bytes,
    durationMs,
    failures: failures.map(({ pixels, error }) => ({ pixels, ...errorJson(error) })),
    interrupted,
    ...(stoppedBy !== undefined && { stoppedBy: errorJson(stoppedBy) }),
  };
  return `${JSON.stringify(document)}\n`;
};
