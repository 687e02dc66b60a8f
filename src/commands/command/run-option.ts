/** How a command line names a run. */
export const runOption = {
  help: 'a file, the beginning of an id that fibimg runs lists, last, or last~1 for the one before it',
  placeholder: 'run',
  expected: 'a run: a file, an id, last or last~1',
} as const;
