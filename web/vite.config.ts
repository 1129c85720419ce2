import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Nothing is inlined: the pages live under a policy without data: and without inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome123', 'firefox128', 'safari17.5'],
  },
  server: {
    host: '127.0.0.1',
    port: 7701,
    proxy: { '/api': 'http://127.0.0.1:7700', '/v1': 'http://127.0.0.1:7700' },
  },
});
