import { createUrlSubject } from '../bench/url-subject.ts';
import type { OpenedSubject, SubjectRequest } from '../commands/services.ts';
import { openLocalSubject } from './open-local-subject.ts';

/** What bench loads. */
export const openSubject = async (request: SubjectRequest): Promise<OpenedSubject> =>
  request.kind === 'local'
    ? openLocalSubject(request.lambda)
    : { subject: createUrlSubject(request.url), url: request.url };
