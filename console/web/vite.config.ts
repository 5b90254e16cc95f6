import { defineConfig } from 'vite';

// Everything into files of our own: the console's content security policy allows no inline script and no other host.
export default defineConfig({
  base: '/',
  build: {
    outDir: '../target/web/io/tidemark/console/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    rollupOptions: { output: { codeSplitting: false } },
  },
});
