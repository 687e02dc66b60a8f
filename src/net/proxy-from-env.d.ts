declare module 'proxy-from-env' {
  /** The URL of the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name for `url`, or an empty string. */
  export const getProxyForUrl: (url: string | URL) => string;
}
