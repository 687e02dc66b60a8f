import type { RequestHeaders } from './request-parser.ts';

/**
 * Why a request comes from a web page and not from a program of this machine; undefined when it does not. A page can
 * reach loopback ports: directly, which its browser tells in `Origin` or `Sec-Fetch-Site`, or under a name of its own
 * that it lets point here, which shows in `Host`.
 */
export const foreignCaller = (headers: RequestHeaders): string | undefined => {
  const { host = '', origin } = headers;
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) {
    return `Host ${JSON.stringify(host)} is not this machine: use localhost or 127.0.0.1`;
  }
  if (origin !== undefined || headers['sec-fetch-site'] === 'cross-site') {
    return 'requests of web pages are refused';
  }
  return undefined;
};
