import type { BenchInput } from './options.ts';

/** A gate on runs that are no pairs is one that has to be asked for. */
export const requireBaseline = ({ options, problems }: BenchInput): void => {
  const { baseline, failIf, acceptSequential } = options;
  if (failIf.length > 0 && baseline === undefined) {
    problems.add('--fail-if needs a run to compare with', '--baseline RUN');
  }
  if (failIf.length > 0 && baseline !== undefined && !acceptSequential) {
    problems.add(
      '--fail-if would gate on two runs that are no pairs: whatever drifted in between counts as the difference',
      'fibimg bench --duet BASE NEW makes pairs; --accept-sequential gates all the same',
    );
  }
};
