import type { Load } from '../../../src/bench/load/load.ts';
import type { OracleBehaviour } from './oracle-behaviour.ts';
import type { Oracle } from './oracle-server.ts';
import { startReferenceClient } from './reference-client.ts';

export interface ReferenceCell {
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
    // As many answers may be waiting to be read at once as the judged client has, so that both queue alike.
    connections: 'vus' in load ? load.vus : 10,
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
