import type { Load } from '../../../src/bench/load/load.ts';
import type { OracleBehaviour } from './oracle-behaviour.ts';
import type { Oracle } from './oracle-server.ts';
import { startReferenceClient } from './reference-client.ts';

interface ReferenceCell {
  readonly behaviour: OracleBehaviour;
  readonly load: Load;
  readonly keepAlive?: boolean;
}

/**
 * The reference client in the process of the client that is judged, in the same seconds, against an oracle of its own of
 * the same behaviour in the same process: whenever the system takes the processor from either side, both see it.
 */
export const startReference = (
  { behaviour, load, keepAlive = true }: ReferenceCell,
  oracle: Oracle,
) => {
  const client = startReferenceClient({
    port: oracle.port,
    behaviour,
    connections: inFlight(load, behaviour),
    keepAlive: keepAlive && !behaviour.closeAfterAnswer,
  });
  return {
    /** How far what the client saw of each request was from the server's record of it, in milliseconds. */
    async stop(): Promise<readonly number[]> {
      const samples = await client.stop();
      const { requests } = await oracle.record();
      const truths = new Map(
        requests.map(({ int, arrivedUs, leftUs }) => [int, leftUs - arrivedUs]),
      );
      return samples.flatMap(({ int, tookUs }) => {
        const truthUs = truths.get(int);
        return truthUs === undefined ? [] : [Math.abs(tookUs - truthUs) / 1000];
      });
    },
  };
};

/** As many requests at once as the judged client has (at a rate by Little's law), so that their answers queue alike. */
const inFlight = (load: Load, { delayMs }: OracleBehaviour): number => {
  if ('vus' in load) return load.vus;
  const rate = load.executor === 'constant-arrival-rate' ? load.rate : 0;
  return Math.max(1, Math.ceil((rate * delayMs) / 1000));
};
