import { sleep } from '../../core/sleep.ts';
import type { CommandContext } from '../command/command.ts';

/** The clock may be set meanwhile: it is looked at again and again. */
const longestSleepMs = 10_000;

/** Waits for the instant at which all parts of a run start. */
export const waitForStart = async (
  { io, report }: Pick<CommandContext, 'io' | 'report'>,
  startAtMs: number | undefined,
): Promise<void> => {
  if (startAtMs === undefined) return;
  const leftMs = (): number => startAtMs - io.clock.now().getTime();
  if (leftMs() < 0) {
    report.note(`the load starts ${Math.ceil(-leftMs())} ms late: its preparation took longer`);
    return;
  }
  report.note(`the load starts at ${new Date(startAtMs).toISOString()}`);
  for (let left = leftMs(); left > 0; left = leftMs()) {
    await sleep(Math.min(left, longestSleepMs), io.interrupt);
  }
};
