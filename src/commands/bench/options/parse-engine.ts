import { autocannonRefuses } from '../../../bench/autocannon/autocannon-engine.ts';
import type { LoadEngine } from '../../../bench/engine/engine.ts';
import type { Load } from '../../../bench/load/load.ts';
import type { CommandInput, Problems } from '../../command/input.ts';
import type { SystemOptions } from './parse-system.ts';

type EngineName = LoadEngine['name'];

/** What makes the load: the transport decides, and the command line among those that can use it. */
export const parseEngine = (
  input: CommandInput,
  system: SystemOptions | undefined,
  load: Load | undefined,
  problems: Problems,
): EngineName => {
  const asked = input.value('engine');
  const known = asked === undefined || asked === 'http' || asked === 'autocannon';
  if (!known && asked !== 'invoke') {
    problems.add(`there is no engine ${JSON.stringify(asked)}`, '--engine http or autocannon');
  }
  if (isInvoked(system)) {
    if (asked !== undefined && known) {
      problems.add(`--engine ${asked} sends to URLs, and this function is invoked directly`);
    }
    for (const flag of ['no-keepalive', 'insecure'].filter((name) => input.flag(name))) {
      problems.add(`--${flag} is for URLs, and this function is invoked directly`);
    }
    return 'invoke';
  }
  if (asked === 'invoke') {
    problems.add('--engine invoke needs a function', '--stack NAME --via invoke, or --function');
  }
  if (asked !== 'autocannon') return 'http';
  const refused = load && autocannonRefuses(load, !input.flag('no-keepalive'));
  if (refused !== undefined) {
    problems.add(`the autocannon engine cannot run ${refused}`, 'use --engine http');
  }
  if (input.value('auth') === 'iam') {
    problems.add('--engine autocannon signs nothing', 'use --engine http');
  }
  return 'autocannon';
};

const isInvoked = (system: SystemOptions | undefined): boolean =>
  system?.kind === 'function' || (system?.kind === 'stack' && system.via === 'invoke');
