/** What a function's URL answered, whatever the status. */
export interface UrlAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Unchanged, digit by digit. */
  readonly body: string;
}

/** Returns the headers with those that authorise the request, such as SigV4's. */
export type RequestSigner = (
  url: URL,
  headers: Readonly<Record<string, string>>,
) => Promise<Readonly<Record<string, string>>>;

/** `GET /?int=N` of a function URL; whatever else is in the URL stays. */
export const requestUrl = (functionUrl: string, pixels: number | undefined): URL => {
  const url = new URL(functionUrl);
  if (pixels !== undefined) url.searchParams.set('int', String(pixels));
  return url;
};

/** The region in the host name of a function URL, `ID.lambda-url.REGION.on.aws`. */
export const regionOfHost = (host: string): string | undefined =>
  /\.lambda-url\.([a-z0-9-]+)\.on\.aws$/.exec(host)?.[1];
