import type { LoadEngine } from '../../../bench/engine/engine.ts';
import type { SystemRequest } from '../../command/system-request.ts';
import type { BenchInput } from './options.ts';

export interface LogsToRead {
  /** Undefined for the function's own. */
  readonly group: string | undefined;
}

/** Where the REPORT lines of the load are to be read from; undefined where they are not. */
export const chooseLogs = (
  { options: { logs, logGroup, duet }, problems }: BenchInput,
  system: SystemRequest,
  engine: LoadEngine['name'],
): LogsToRead | undefined => {
  if (!logs && logGroup === undefined) return undefined;
  if (engine === 'invoke') {
    problems.add(
      '--logs is for requests by URL',
      'direct invocations bring their REPORT lines along',
    );
  } else if (engine === 'autocannon') {
    problems.add('--engine autocannon does not keep whose answer is whose', '--engine http');
  } else if (system.kind === 'local') {
    problems.add('--logs reads CloudWatch Logs, where the local Lambda has none', '--stack NAME');
  } else if (system.kind === 'url' && logGroup === undefined) {
    problems.add('--logs does not know the function behind a URL', '--log-group /aws/lambda/NAME');
  }
  if (duet.length > 0) problems.add('--logs reads the log of one run, and a duet has many');
  return { group: logGroup };
};
