// The bundle: hashed names, compressed once here, so that the server only hands bytes out.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const worth = /\.(js|css|html|svg|json|wasm)$/;

function compressed(): Plugin {
    let folder = '';
    const each = (at: string): void => {
        for (const entry of readdirSync(at, { withFileTypes: true })) {
            const path = join(at, entry.name);
            if (entry.isDirectory()) { each(path); continue; }
            if (!worth.test(entry.name)) continue;
            const content = readFileSync(path);
            writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
            writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        }
    };
    return {
        name: 'compressed',
        apply: 'build',
        configResolved(config) { folder = config.build.outDir; },
        closeBundle() { each(folder); },
    };
}

export default defineConfig({
    base: '/',
    build: {
        outDir: join(import.meta.dirname ?? '.', '../../build/web'),
        emptyOutDir: true,
        target: 'es2022',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rollupOptions: { output: { chunkFileNames: 'assets/[name]-[hash].js' } },
    },
    css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ['import'] } } },
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    plugins: [compressed()],
});
