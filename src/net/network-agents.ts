import { type Agent, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { proxyOf } from './proxy-of.ts';

export interface NetworkOptions {
  /** Further certificate authorities to trust, PEM. */
  readonly caPem?: string;
  /** Trusts any certificate. */
  readonly insecure?: boolean;
}

/** Agents by URL that honour HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and trust the given certificate authorities. */
export const createNetworkAgents = (options: NetworkOptions): ((url: URL) => Agent) => {
  const tls = {
    keepAlive: true,
    ...(options.caPem === undefined ? {} : { ca: [...rootCertificates, options.caPem] }),
    ...(options.insecure ? { rejectUnauthorized: false } : {}),
  };
  const agents = new Map<string, Agent>();
  return (url) => {
    const proxy = proxyOf(url);
    const key = `${proxy?.href} ${url.protocol}`;
    const agent = agents.get(key) ?? createAgent(url, proxy, tls);
    agents.set(key, agent);
    return agent;
  };
};

const createAgent = (url: URL, proxy: URL | undefined, tls: object): Agent => {
  if (proxy === undefined) {
    return url.protocol === 'https:' ? new HttpsAgent(tls) : new HttpAgent({ keepAlive: true });
  }
  const agent = new HttpsProxyAgent(proxy, tls);
  // What it is given counts for the way to the proxy; its options count for the host behind it.
  Object.assign(agent.options, tls);
  return agent;
};
