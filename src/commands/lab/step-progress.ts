import type { CommandContext } from '../command/command.ts';

/** Shows each step while it lasts; where nothing can be repainted as a line, for an experiment may take hours. */
export const stepProgress = ({
  io,
  report,
}: Pick<CommandContext, 'io' | 'report'>): CommandContext['report']['during'] => {
  let said = '';
  return (step, work) => {
    if (!io.stderr.repaints && step !== said) report.note(step);
    said = step;
    return report.during(step, work);
  };
};
