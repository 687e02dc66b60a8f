import { getProxyForUrl } from 'proxy-from-env';
import { FibimgError } from '../core/error.ts';
import { withoutSecrets } from '../core/secrets.ts';

/** The proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY ask for on the way to a URL; undefined for none. */
export const proxyOf = (url: URL): URL | undefined => {
  const proxy = getProxyForUrl(url);
  if (proxy === '') return undefined;
  if (URL.canParse(proxy)) return new URL(proxy);
  throw new FibimgError(
    'config',
    `the proxy address ${JSON.stringify(withoutSecrets(proxy))} is not a URL`,
    {
      hint: 'set HTTPS_PROXY to an address such as http://proxy.example:3128, or unset it',
    },
  );
};
