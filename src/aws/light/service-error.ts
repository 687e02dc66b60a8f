import { FibimgError } from '../../core/error.ts';
import type { ServiceAnswer } from './server-socket.ts';

/** The error in a service's answer. */
interface ServiceError {
  readonly code: string;
  readonly message: string;
}

/** Reads S3's XML and DynamoDB's JSON errors; any other body (a proxy's page) gives a code such as `HTTP 502`. */
export const serviceError = ({ status, body }: ServiceAnswer): ServiceError => {
  const text = body.slice(0, 4096);
  const unknown = { code: `HTTP ${status}`, message: '' };
  return (text.startsWith('{') ? jsonError(text) : xmlError(text)) ?? unknown;
};

const xmlError = (text: string): ServiceError | undefined => {
  const code = /<Code>([^<]+)<\/Code>/.exec(text)?.[1];
  const message = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? '';
  return code === undefined ? undefined : { code, message };
};

/** `__type` is a bare name or `namespace#name`; the message key comes in both cases. */
const jsonError = (text: string): ServiceError | undefined => {
  const code = /"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"/.exec(text)?.[1];
  const message = /"message"\s*:\s*"([^"]*)"/i.exec(text)?.[1] ?? '';
  return code === undefined ? undefined : { code, message };
};

/** The answer when it is a success, else a `storage` error with `what` as its message. */
export const requireSuccess = <T extends ServiceAnswer>(what: string, answer: T): T => {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const { code, message } = serviceError(answer);
  throw new FibimgError('storage', what, { why: message === '' ? code : `${code}: ${message}` });
};
