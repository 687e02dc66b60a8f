import type { Agent } from 'node:http';
import { readCa } from '../files/read-file.ts';

interface TrustOptions {
  /** PEM file of further certificate authorities to trust. */
  readonly caFile?: string | undefined;
  readonly insecure: boolean;
  /** Ends the reading of the file, which may be a pipe that nobody writes to. */
  readonly interrupt: AbortSignal;
}

/** Connections that go through the proxy of the environment and trust as asked. */
export const openAgents = async ({
  caFile,
  insecure,
  interrupt,
}: TrustOptions): Promise<(url: URL) => Agent> => {
  const { createNetworkAgents } = await import('../../net/network-agents.ts');
  const caPem = caFile === undefined ? undefined : await readCa(caFile, interrupt);
  return createNetworkAgents({ insecure, ...(caPem === undefined ? {} : { caPem }) });
};
