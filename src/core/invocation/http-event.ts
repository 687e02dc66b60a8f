/** An HTTP request as it stood on the wire. */
interface HttpRequest {
  readonly method: string;
  /** As sent, still percent-encoded. */
  readonly rawPath: string;
  /** As sent, without the question mark. */
  readonly rawQueryString: string;
  /** Names in lower case; values of repeated headers joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when empty; see `travelsAsText`. */
  readonly body?: { readonly text: string; readonly isBase64Encoded: boolean } | undefined;
  readonly sourceIp: string;
}

interface HttpEventContext {
  /** The function URL's host name, or what stands in for it. */
  readonly domainName: string;
  readonly requestId: string;
  readonly now: Date;
}

/** The event that a function URL or an HTTP API hands to a function: payload format 2.0. */
interface HttpEvent {
  readonly version: '2.0';
  readonly routeKey: '$default';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded; the values of a name given more than once joined by commas. Absent without any. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly accountId: 'anonymous';
    readonly apiId: string;
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: 'HTTP/1.1';
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: '$default';
    readonly stage: '$default';
    /** As in `12/Mar/2020:19:03:58 +0000`. */
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** Builds the event as AWS does for an unauthenticated function URL. */
export const httpEvent = (
  request: HttpRequest,
  { domainName, requestId, now }: HttpEventContext,
): HttpEvent => {
  const domainPrefix = domainName.split('.')[0] ?? domainName;
  const { cookie, ...headers } = request.headers;
  const cookies = cookie?.split(/; */);
  const queryStringParameters = parametersOf(request.rawQueryString);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: request.rawPath,
    rawQueryString: request.rawQueryString,
    ...(cookies && { cookies }),
    headers,
    ...(queryStringParameters && { queryStringParameters }),
    requestContext: {
      accountId: 'anonymous',
      apiId: domainPrefix,
      domainName,
      domainPrefix,
      http: {
        method: request.method,
        path: request.rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(request.body && { body: request.body.text }),
    isBase64Encoded: request.body?.isBase64Encoded ?? false,
  };
};

interface ImageEventParts {
  /** undefined lets the service draw one. */
  readonly pixels: number | undefined;
  /** Besides the host and the user agent. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly requestId: string;
  readonly now: Date;
}

/** What a function's URL makes of `GET /?int=N`: the event that a direct invocation sends in its place. */
export const imageEvent = ({ pixels, headers, requestId, now }: ImageEventParts): HttpEvent => {
  const domainName = 'fibimg.invalid';
  const request = {
    method: 'GET',
    rawPath: '/',
    rawQueryString: pixels === undefined ? '' : `int=${pixels}`,
    headers: { host: domainName, accept: 'application/json', 'user-agent': 'fibimg', ...headers },
    sourceIp: '127.0.0.1',
  };
  return httpEvent(request, { domainName, requestId, now });
};

const parametersOf = (rawQueryString: string): Readonly<Record<string, string>> | undefined => {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return values.size === 0 ? undefined : Object.fromEntries(values);
};

/** Whether a body of this content type travels as it is; any other travels in base64. */
export const travelsAsText = (contentType: string | undefined): boolean =>
  /^(text\/|application\/(json|xml|javascript)\b|[^;]+\+(json|xml)\b)/i.test(contentType ?? '');

const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const commonLogTime = (instant: Date): string => {
  const iso = instant.toISOString();
  const month = monthNames[instant.getUTCMonth()];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
};
