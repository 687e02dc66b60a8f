import type { RequestListener } from 'node:http';

/** Answers with a body that never ends, as fast as it is taken. */
export const endless: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', etag: '"e"' });
  const chunk = Buffer.alloc(256 * 1024, 0x20);
  const write = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
};
