import { type ErrorKind, FibimgError } from '../../../../src/core/error.ts';
import type {
  FunctionControl,
  FunctionState,
} from '../../../../src/core/renewal/function-control.ts';
import { type Configuration, type FunctionRecord, LambdaError } from './function-record.ts';

/** What a description holds that a run reads. */
interface Described extends Configuration {
  readonly FunctionArn: string;
  readonly RevisionId: string;
  readonly LastUpdateStatus: string;
  readonly LastUpdateStatusReason?: string;
}

const kindOf: Readonly<Record<number, ErrorKind>> = { 404: 'not_found', 429: 'throttled' };

/**
 * The control plane of a record without a wire between: for suites that run the protocol hundreds of times. Over the
 * wire, with real SDK clients, fewer runs of it are held to the same.
 */
export const controlOf = (record: FunctionRecord): FunctionControl => {
  const call = async <T>(run: () => T): Promise<T> => {
    try {
      return run();
    } catch (thrown) {
      if (!(thrown instanceof LambdaError)) throw thrown;
      throw new FibimgError(kindOf[thrown.status] ?? 'refused', thrown.message, { cause: thrown });
    }
  };
  return {
    read: (qualifier) => call(() => stateOf(record.describe(qualifier) as Described)),
    update: ({ variables, memoryMb, revisionId }) =>
      call(() =>
        record.update({
          ...{ Environment: { Variables: variables }, RevisionId: revisionId },
          MemorySize: memoryMb,
        }),
      ),
    publish: (Description, RevisionId) => call(() => record.publish({ Description, RevisionId })),
    versionsOf: (description) =>
      call(() =>
        record
          .versions()
          .filter((number) =>
            (record.describe(number) as Described).Description.startsWith(`${description} `),
          ),
      ),
    deleteVersion: (version) => call(() => record.deleteVersion(version)),
    alias: (name) =>
      call(() => {
        const { FunctionVersion, RevisionId } = record.describeAlias(name) as Alias;
        return { version: FunctionVersion, revisionId: RevisionId, isSplit: false };
      }),
    isProvisioned: async () => false,
    moveAlias: (name, FunctionVersion, RevisionId) =>
      call(() => record.moveAlias(name, { FunctionVersion, RevisionId })),
  };
};

interface Alias {
  readonly FunctionVersion: string;
  readonly RevisionId: string;
}

const stateOf = (found: Described): FunctionState => ({
  arn: found.FunctionArn.replace(/(:function:[^:]+):[^:]+$/, '$1'),
  revisionId: found.RevisionId,
  variables: found.Environment?.Variables ?? {},
  unreadable: undefined,
  memoryMb: found.MemorySize,
  settling: found.LastUpdateStatus === 'InProgress',
  failed: found.LastUpdateStatus === 'Failed' ? found.LastUpdateStatusReason : undefined,
  rest: { CodeSha256: found.CodeSha256, Timeout: String(found.Timeout), Role: found.Role },
});
