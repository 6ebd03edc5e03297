import { defineConfig } from 'vitest/config';

export default defineConfig({
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    test: { testTimeout: 60_000, include: ['test/**/*.test.ts'], environment: 'node' },
});
