import { defineConfig } from 'vitest/config';

/** The suites that run against moto_server, which npm cannot install: `npm run test:moto`. */
export default defineConfig({
  test: {
    include: ['test/**/*.moto.ts'],
    environment: 'node',
    testTimeout: 20_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
