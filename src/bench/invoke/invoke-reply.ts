import { readFunctionAnswer } from '../../core/invocation/function-answer.ts';
import type { ServiceReply } from '../http/answer-verdict.ts';

/** What a function's payload means as an HTTP answer: anything without a status is a body. One character is one byte. */
export const replyOf = (payload: string, status: number): ServiceReply => {
  const decode = (base64: string) => Buffer.from(base64, 'base64').toString('latin1');
  const answer = readFunctionAnswer(payload, decode);
  return { ...answer, status: answer.status ?? status };
};
