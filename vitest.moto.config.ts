import { defineConfig } from 'vitest/config';

/** The suites that run against moto_server, which npm cannot install: `npm run test:moto`. */
export default defineConfig({
  test: { include: ['test/**/*.moto.ts'], environment: 'node', testTimeout: 20_000 },
});
