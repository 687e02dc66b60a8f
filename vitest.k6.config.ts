import { defineConfig } from 'vitest/config';

/** The exported script in k6 itself, which npm cannot install: `npm run test:k6`. */
export default defineConfig({
  test: { include: ['test/**/*.k6.ts'], environment: 'node', testTimeout: 60_000 },
});
