import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// `vite build` writes the product. `vite build --mode e2e` writes the fixture
// page that the browser tests and the board's budgets use; it is never shipped.
export default defineConfig(({ mode }) => ({
  base: '/',
  plugins: [react()],
  resolve: { dedupe: ['react', 'react-dom'] },
  server: { proxy: { '/api': process.env.ARCHWIRE_URL ?? 'http://127.0.0.1:8080' } },
  build: {
    outDir: mode === 'e2e' ? '../node_modules/.cache/e2e-site' : '../dist/staff',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: mode === 'e2e' ? ['bench.html', 'index.html'] : 'index.html' },
  },
}))
