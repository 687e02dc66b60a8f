import { codeOf, FibimgError, messageOf } from '../../core/error.ts';
import { annotations } from '../../report/ci/annotations.ts';
import type { Check } from '../../report/ci/check.ts';
import type { CommandContext } from './command.ts';

/** GitHub shows no summary of a step that is larger, and it fails the step's upload. */
const mostSummaryBytes = 1024 * 1024;

const cutNote = '\n\n*The rest did not fit into the step summary.*\n';

/**
 * Inside GitHub Actions: a step summary, added to what the step has written there, and annotations. These go to standard
 * error, which the runner reads as well, so that standard output stays what was asked for.
 */
export const tellPipeline = async (
  { io, services, report }: CommandContext,
  checks: readonly Check[],
  markdown: string,
): Promise<void> => {
  if (io.env['GITHUB_ACTIONS'] === 'true') {
    for (const line of annotations(checks)) await io.stderr.write(`${line}\n`);
  }
  const path = io.env['GITHUB_STEP_SUMMARY'];
  if (path === undefined || path === '') return;
  try {
    const before = await services.readFile(path).catch(noneIfMissing);
    const text = within(markdown, mostSummaryBytes - before.byteLength);
    if (text === '') return;
    const file = await services.prepareFile(path);
    await file.write(Buffer.concat([before, Buffer.from(text)]));
  } catch (thrown) {
    // What was measured is not worse for it.
    report.note(`the step summary was not written: ${messageOf(thrown)}`);
  }
};

const noneIfMissing = (thrown: unknown): Uint8Array => {
  if (thrown instanceof FibimgError && codeOf(thrown.cause) === 'ENOENT') return new Uint8Array();
  throw thrown;
};

/** As many whole lines as fit. */
const within = (text: string, room: number): string => {
  if (Buffer.byteLength(text) <= room) return text;
  const bytes = Buffer.from(text).subarray(0, Math.max(0, room - cutNote.length));
  const lastLine = bytes.lastIndexOf('\n');
  return lastLine <= 0 ? '' : `${bytes.subarray(0, lastLine).toString()}${cutNote}`;
};
