import { createUrlSystem } from '../../bench/phases/url-system.ts';
import type { OpenedSystem, SystemRequest } from '../../commands/command/system-request.ts';
import { openLocalSystem } from './open-local-system.ts';
import type { StackStoreDeps } from './stack-store.ts';
import { urlSubject } from './subject.ts';

/** What bench loads. */
export const openSystem = async (
  deps: StackStoreDeps,
  request: SystemRequest,
): Promise<OpenedSystem> => {
  switch (request.kind) {
    case 'local':
      return openLocalSystem(request.lambda, deps.io.clock.now());
    case 'url': {
      const { url, auth, isService } = request;
      const system = createUrlSystem(url, isService);
      return { system, subject: urlSubject(url), url, transport: { by: 'url', auth } };
    }
    case 'stack': {
      const { openStackSystem } = await import('./open-deployed-system.ts');
      return openStackSystem(deps, request);
    }
    case 'function': {
      const { openFunctionSystem } = await import('./open-deployed-system.ts');
      return openFunctionSystem(deps, request);
    }
  }
};
