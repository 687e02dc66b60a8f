import type { Agent } from 'node:http';
import { readCa } from '../files/read-ca.ts';

export interface TrustOptions {
  /** PEM file of further certificate authorities to trust. */
  readonly caFile?: string | undefined;
  readonly insecure: boolean;
}

/** Connections that go through the proxy of the environment and trust as asked. */
export const openAgents = async ({
  caFile,
  insecure,
}: TrustOptions): Promise<(url: URL) => Agent> => {
  const { createNetworkAgents } = await import('../../net/network-agents.ts');
  const caPem = caFile === undefined ? undefined : await readCa(caFile);
  return createNetworkAgents({ insecure, ...(caPem === undefined ? {} : { caPem }) });
};
