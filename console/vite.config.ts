import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { tokens } from './tokens.ts';

// Cloudscape has its fonts within its styles. As files they are loaded when they
// are needed, and the content security policy needs no data: for them.
function fontFiles(): Plugin {
  return {
    name: 'font-files',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        file.source = String(file.source).replace(/url\(data:font\/woff2;base64,([^)]+)\)/g, (_, base64: string) => {
          const font = this.emitFile({ type: 'asset', name: 'font.woff2', source: Buffer.from(base64, 'base64') });
          return `url(${this.getFileName(font).replace('assets/', '')})`;
        });
      }
    },
  };
}

// The console is served by sallyport itself, which sends a file's .br or .gz
// beside it where the browser takes one: compressed once, at build time.
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const [fileName, file] of Object.entries(bundle)) {
          const source = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          if (!/\.(js|css|html|svg|json)$/.test(fileName) || source.length < 1024) continue;
          this.emitFile({
            type: 'asset',
            fileName: `${fileName}.br`,
            source: brotliCompressSync(source, {
              params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: source.length },
            }),
          });
          this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzipSync(source, { level: 9 }) });
        }
      },
    },
  };
}

export default defineConfig({
  base: '/console/',
  resolve: { alias: tokens },
  plugins: [react(), fontFiles(), compressed()],
  build: {
    outDir: '../internal/console/dist',
    // the placeholder that lets a build without Node embed the directory stays
    emptyOutDir: false,
    target: 'es2023',
    // the content security policy refuses data: scripts and fonts from elsewhere
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
