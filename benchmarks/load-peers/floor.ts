/**
 * The least that a client on node:net can be, for `load-peers.ts`: the same requests, nothing read but how long the
 * answers are, nothing checked or measured. URL CONNECTIONS LENGTH,
 * in seconds, or in requests with an n.
 */
import { connect } from 'node:net';

const [href = '', connections, length = ''] = process.argv.slice(2);
const { hostname, port, host, pathname, search } = new URL(href);
const request = `GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
const buffer = Buffer.allocUnsafeSlow(65_536);
const mostAnswers = length.endsWith('n') ? Number.parseInt(length, 10) : Number.POSITIVE_INFINITY;
let answerBytes = 0;
let answers = 0;

const lengthOf = (text: string): number => {
  const body = Number(/content-length: (\d+)/i.exec(text)?.[1]);
  return text.indexOf('\r\n\r\n') + 4 + body;
};

const end = (): void => {
  console.log(JSON.stringify({ answers }));
  process.exit();
};

const open = () => {
  let received = 0;
  const callback = (bytes: number): boolean => {
    answerBytes ||= lengthOf(buffer.toString('latin1', 0, bytes));
    received += bytes;
    if (received < answerBytes) return true;
    received = 0;
    answers += 1;
    if (answers === mostAnswers) end();
    socket.write(request, 'latin1');
    return true;
  };
  const socket = connect({ host: hostname, port: Number(port), onread: { buffer, callback } });
  socket.setNoDelay(true);
  socket.once('connect', () => socket.write(request, 'latin1'));
};

for (let opened = 0; opened < Number(connections); opened += 1) open();
if (mostAnswers === Number.POSITIVE_INFINITY) setTimeout(end, Number(length) * 1000);
