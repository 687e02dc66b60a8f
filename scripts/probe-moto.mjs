// Starts the moto_server that is on the path, asks it once, and ends it: exit 0 and which one it is, or exit 1.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 20_000;
const pollMs = 100;

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
};

const url = `http://127.0.0.1:${await freePort()}/moto-api/`;
const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', new URL(url).port], {
  stdio: 'ignore',
});
let ended = false;
server.once('error', () => {
  ended = true;
});
server.once('exit', () => {
  ended = true;
});

let answer;
for (let waitedMs = 0; waitedMs < patienceMs && !ended && !answer?.ok; waitedMs += pollMs) {
  await sleep(pollMs);
  answer = await fetch(url).catch(() => undefined);
}
server.kill();
if (answer?.ok) console.log(`moto_server: found, it runs on ${answer.headers.get('server')}`);
process.exitCode = answer?.ok ? 0 : 1;
