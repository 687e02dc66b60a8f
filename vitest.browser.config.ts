import { defineConfig } from 'vitest/config';

/** The suites that look at the report page in Chromium, which npm does not install: `npm run test:browser`. */
export default defineConfig({
  test: {
    include: ['test/**/*.browser.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
