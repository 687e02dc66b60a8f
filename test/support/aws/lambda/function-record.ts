import { createHash, randomUUID } from 'node:crypto';

const standInAccount = '123456789012';

const standInArn = (name: string): string =>
  `arn:aws:lambda:eu-west-1:${standInAccount}:function:${name}`;

/** What people configure. */
export interface Configuration {
  readonly Runtime: string;
  readonly Role: string;
  readonly Handler: string;
  readonly Description: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly CodeSha256: string;
  readonly Architectures: readonly string[];
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
}

interface Version {
  readonly configuration: Configuration;
  readonly number: string;
}

interface Alias {
  version: string;
  revision: string;
  weights?: Readonly<Record<string, number>>;
}

/** An error as Lambda words it. */
export class LambdaError extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export interface FunctionRecordOptions {
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** How long an update is in progress. */
  readonly settleMs?: number;
  /** The account's limit. */
  readonly mostMemoryMb?: number;
  /** Updates whose outcome is Failed. */
  readonly failUpdates?: (nth: number) => boolean;
  /** Reserved concurrent executions. */
  readonly reserved?: number;
  /** What updates settle by; real time unless given. */
  readonly nowMs?: () => number;
}

/** One function as Lambda keeps it: $LATEST, versions, aliases, and the revisions that guard them. */
export const createFunctionRecord = (name: string, options: FunctionRecordOptions = {}) => {
  const { variables, settleMs = 0, failUpdates = () => false } = options;
  const { nowMs = () => performance.now() } = options;
  let latest: Configuration = {
    ...{
      Runtime: 'nodejs20.x',
      Role: 'arn:aws:iam::123456789012:role/r',
      Handler: 'index.handler',
    },
    ...{ Description: 'makes images', Timeout: 28, MemorySize: 1024, Architectures: ['arm64'] },
    CodeSha256: createHash('sha256').update('code').digest('base64'),
    ...(variables && { Environment: { Variables: variables } }),
  };
  let revision: string = randomUUID();
  let updates = 0;
  let failed = false;
  let settlesAt = Number.NEGATIVE_INFINITY;
  let generation = 0;
  const versions = new Map<string, Version>();
  const aliases = new Map<string, Alias>();
  let lastNumber = 0;

  /** Lambda gives a revision of its own to an update that has taken effect. */
  const settle = (): boolean => {
    if (settlesAt === Number.NEGATIVE_INFINITY) return true;
    if (nowMs() < settlesAt) return false;
    settlesAt = Number.NEGATIVE_INFINITY;
    revision = randomUUID();
    return true;
  };
  const requireRevision = (given: unknown, current: string): void => {
    if (given === undefined || given === current) return;
    throw new LambdaError(
      412,
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    );
  };
  const numberOf = (qualifier: string): string => aliases.get(qualifier)?.version ?? qualifier;
  const find = (
    qualifier: string | undefined,
  ): { configuration: Configuration; number: string } => {
    if (qualifier === undefined || qualifier === '$LATEST') {
      return { configuration: latest, number: '$LATEST' };
    }
    const version = versions.get(numberOf(qualifier));
    if (version === undefined) throw notFound(`${standInArn(name)}:${qualifier}`);
    return version;
  };
  const change = (next: Partial<Configuration>): void => {
    latest = { ...latest, ...next };
    updates += 1;
    failed = failUpdates(updates);
    revision = randomUUID();
    settlesAt = nowMs() + settleMs;
    generation += 1;
  };

  return {
    name,
    arn: standInArn(name),
    concurrency:
      options.reserved === undefined ? {} : { ReservedConcurrentExecutions: options.reserved },
    describe: (qualifier?: string): object => {
      const { configuration, number } = find(qualifier);
      const isSettled = settle();
      const suffix = qualifier === undefined ? '' : `:${qualifier}`;
      return {
        ...{ FunctionName: name, FunctionArn: `${standInArn(name)}${suffix}`, Version: number },
        ...configuration,
        ...{ RevisionId: revision, LastModified: '2026-11-21T10:00:00.000+0000', State: 'Active' },
        LastUpdateStatus: isSettled ? (failed ? 'Failed' : 'Successful') : 'InProgress',
        ...(failed && { LastUpdateStatusReason: 'the role cannot be assumed' }),
      };
    },
    update: (body: Readonly<Record<string, unknown>>): void => {
      if (!settle()) {
        const message = `The operation cannot be performed at this time. An update is in progress for resource: ${standInArn(name)}`;
        throw new LambdaError(409, 'ResourceConflictException', message);
      }
      const { RevisionId, Environment, MemorySize } = body;
      requireRevision(RevisionId, revision);
      if (Number(MemorySize ?? 0) > (options.mostMemoryMb ?? 10_240)) {
        const message = `'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to ${options.mostMemoryMb}`;
        throw new LambdaError(400, 'InvalidParameterValueException', message);
      }
      const given = Environment as Configuration['Environment'];
      const bytes = Buffer.byteLength(JSON.stringify(given?.Variables ?? {}));
      if (bytes > 4096) {
        const message = `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${bytes}`;
        throw new LambdaError(400, 'InvalidParameterValueException', message);
      }
      const isEmpty = given !== undefined && Object.keys(given.Variables ?? {}).length === 0;
      change({
        ...(given && { Environment: given }),
        ...(MemorySize !== undefined && { MemorySize: Number(MemorySize) }),
      });
      // Lambda tells of no environment where there is none.
      if (isEmpty) {
        const { Environment: _, ...rest } = latest;
        latest = rest;
      }
    },
    /** A change by somebody else: it asks for no revision. */
    changeByOthers: change,
    publish: ({ Description, RevisionId }: Readonly<Record<string, unknown>>): string => {
      if (!settle()) throw new LambdaError(409, 'ResourceConflictException', 'in progress');
      requireRevision(RevisionId, revision);
      lastNumber += 1;
      const number = String(lastNumber);
      const described = { ...latest, Description: String(Description ?? latest.Description) };
      versions.set(number, { number, configuration: described });
      revision = randomUUID();
      return number;
    },
    versions: (): readonly string[] => [...versions.keys()],
    deleteVersion: (number: string): void => {
      if (!versions.has(number)) throw notFound(`${standInArn(name)}:${number}`);
      if ([...aliases.values()].some((alias) => alias.version === number)) {
        const message = `Unable to delete version because the following aliases reference it`;
        throw new LambdaError(409, 'ResourceConflictException', message);
      }
      versions.delete(number);
    },
    setAlias: (alias: string, version: string): void => {
      aliases.set(alias, { version, revision: randomUUID() });
    },
    deleteAlias: (alias: string): void => {
      aliases.delete(alias);
    },
    describeAlias: (alias: string): object => {
      const found = aliases.get(alias);
      if (found === undefined) throw notFound(`${standInArn(name)}:${alias}`);
      const { version, revision: RevisionId, weights } = found;
      const routing = weights && { RoutingConfig: { AdditionalVersionWeights: weights } };
      const AliasArn = `${standInArn(name)}:${alias}`;
      return { AliasArn, Name: alias, FunctionVersion: version, RevisionId, ...routing };
    },
    splitAlias: (alias: string, weights: Readonly<Record<string, number>>): void => {
      const found = aliases.get(alias);
      if (found) found.weights = weights;
    },
    moveAlias: (alias: string, body: Readonly<Record<string, unknown>>): void => {
      const found = aliases.get(alias);
      if (found === undefined) throw notFound(`${standInArn(name)}:${alias}`);
      requireRevision(body['RevisionId'], found.revision);
      found.version = String(body['FunctionVersion']);
      found.revision = randomUUID();
    },
    /** Which set of environments serves a qualifier now: another one, other environments. */
    serving: (
      qualifier: string | undefined,
    ): { readonly key: string; readonly generation: number } => {
      const { number } = find(qualifier);
      return number === '$LATEST' ? { key: `latest`, generation } : { key: number, generation: 0 };
    },
    /** All that must be as it was, whatever a run did meanwhile. */
    remembered: (): string =>
      JSON.stringify([
        latest,
        [...versions],
        [...aliases].map(([alias, { version }]) => [alias, version]),
      ]),
  };
};

export type FunctionRecord = ReturnType<typeof createFunctionRecord>;

const notFound = (arn: string): LambdaError =>
  new LambdaError(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
