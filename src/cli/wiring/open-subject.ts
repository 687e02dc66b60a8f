import { createUrlSubject } from '../../bench/phases/url-subject.ts';
import type { OpenedSubject, SubjectRequest } from '../../commands/command/subject-request.ts';
import { openLocalSubject } from './open-local-subject.ts';
import type { StackStoreDeps } from './stack-store.ts';

/** What bench loads. */
export const openSubject = async (
  deps: StackStoreDeps,
  request: SubjectRequest,
): Promise<OpenedSubject> => {
  switch (request.kind) {
    case 'local':
      return openLocalSubject(request.lambda);
    case 'url': {
      const { url, auth, isService } = request;
      return { subject: createUrlSubject(url, isService), url, way: { by: 'url', auth } };
    }
    case 'stack': {
      const { openStackSubject } = await import('./open-deployed-subject.ts');
      return openStackSubject(deps, request);
    }
    case 'function': {
      const { openFunctionSubject } = await import('./open-deployed-subject.ts');
      return openFunctionSubject(deps, request);
    }
  }
};
