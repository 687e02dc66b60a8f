import { setMaxListeners } from 'node:events';

/** Every call under way listens to the interruption, and a run may have hundreds: Node warns of more than ten. */
export const createInterruptController = (): AbortController => {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
};
