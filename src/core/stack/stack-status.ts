interface StackState {
  /** Whether its function, table and bucket can be expected to be there and to stay. */
  readonly usable: boolean;
  readonly words: { readonly short: string; readonly long: string; readonly hint: string };
}

const state = (usable: boolean, short: string, long: string, hint: string): StackState => ({
  usable,
  words: { short, long, hint },
});

const wait = 'wait until CloudFormation is done with it';
const deploy = 'deploy it again';

/** What each status of CloudFormation means for the use of the stack. */
const states = new Map<string, StackState>([
  ['CREATE_IN_PROGRESS', state(false, 'still being created', 'it is not complete yet', wait)],
  [
    'CREATE_FAILED',
    state(false, 'not created', 'its creation failed', `delete it, then ${deploy}`),
  ],
  ['DELETE_IN_PROGRESS', state(false, 'being deleted', 'its resources are going away', deploy)],
  ['DELETE_COMPLETE', state(false, 'deleted', 'its resources are gone', deploy)],
  [
    'DELETE_FAILED',
    state(false, 'half deleted', 'its deletion failed, part of it is gone', 'delete it again'),
  ],
  ['REVIEW_IN_PROGRESS', state(false, 'only planned', 'it has a change set, no resources', deploy)],
  [
    'ROLLBACK_IN_PROGRESS',
    state(false, 'being rolled back', 'its creation failed, its resources are going away', wait),
  ],
  [
    'ROLLBACK_COMPLETE',
    state(
      false,
      'rolled back',
      'its creation failed, nothing is left of it',
      `delete it, then ${deploy}`,
    ),
  ],
  [
    'ROLLBACK_FAILED',
    state(false, 'half rolled back', 'its creation failed, and so did the clean-up', 'delete it'),
  ],
  [
    'UPDATE_ROLLBACK_COMPLETE',
    state(true, 'rolled back', 'its last update failed; it is as it was before', deploy),
  ],
  ['UPDATE_FAILED', state(true, 'half updated', 'its last update failed midway', deploy)],
  [
    'UPDATE_ROLLBACK_FAILED',
    state(true, 'half updated', 'its last update failed, and so did the way back', deploy),
  ],
]);

/** The meaning of a stack's status; one that is not listed goes by its ending. */
export const stackState = (status: string): StackState =>
  states.get(status) ??
  (status.endsWith('_IN_PROGRESS')
    ? state(true, 'being updated', 'its resources may change while you look', wait)
    : state(true, 'ready', 'it is complete', ''));
