/** What a spoilt batch comes to: the part that is passed on, and the answer that tells of the rest. */
export interface Faulted {
  /** Undefined when nothing is left to pass on. */
  readonly body: Buffer | undefined;
  readonly answer: (reply: string | undefined) => string;
}

export type Rewrite = (body: Buffer) => Faulted;

/** DeleteObjects in which some keys fail. */
export const keyErrors =
  ({
    code,
    fails,
    withoutVersion = false,
  }: {
    readonly code: string;
    readonly fails: (key: string) => boolean;
    readonly withoutVersion?: boolean;
  }): Rewrite =>
  (body) => {
    const errors: string[] = [];
    const kept = body.toString().replace(/<Object>.*?<\/Object>/gs, (object) => {
      const key = /<Key>(.*?)<\/Key>/s.exec(object)?.[1] ?? '';
      if (!fails(key)) return object;
      const named = /<VersionId>.*?<\/VersionId>/s.exec(object)?.[0] ?? '';
      const version = withoutVersion ? '' : named;
      errors.push(
        `<Error><Key>${key}</Key>${version}<Code>${code}</Code><Message>${code}</Message></Error>`,
      );
      return '';
    });
    const empty = '<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></DeleteResult>';
    return {
      body: kept.includes('<Object>') ? Buffer.from(kept) : undefined,
      answer: (reply = empty) =>
        reply.replace('</DeleteResult>', `${errors.join('')}</DeleteResult>`),
    };
  };

interface Batch {
  readonly RequestItems: Readonly<Record<string, readonly unknown[]>>;
}

/** BatchWriteItem of which only the first `taken` requests are done. */
export const unprocessed =
  (taken: number): Rewrite =>
  (body) => {
    const batch: Batch = JSON.parse(body.toString());
    const [[table = '', requests = []] = []] = Object.entries(batch.RequestItems);
    const [done, left] = [requests.slice(0, taken), requests.slice(taken)];
    return {
      body:
        done.length === 0
          ? undefined
          : Buffer.from(JSON.stringify({ ...batch, RequestItems: { [table]: done } })),
      answer: (reply = '{}') =>
        JSON.stringify({
          ...JSON.parse(reply),
          UnprocessedItems: left.length === 0 ? {} : { [table]: left },
        }),
    };
  };
