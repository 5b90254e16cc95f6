import { defineConfig } from 'vitest/config';

// Everything into files of our own: the console's content security policy allows no inline script and no other host.
export default defineConfig({
  base: '/',
  // Tests read the style sheet as it is.
  test: { css: true },
  build: {
    outDir: '../target/web/io/tidemark/console/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    rollupOptions: { output: { codeSplitting: false } },
  },
});
