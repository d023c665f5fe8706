import { defineConfig, type Plugin } from 'vite'

/** One plain script: the browser inside WeChat on an old telephone knows no modules for certain. */
const plain: Plugin = {
  name: 'plain-script',
  transformIndexHtml: { order: 'post', handler: (html) => html.replace(/<script type="module" crossorigin/g, '<script defer').replace(/ crossorigin/g, '') },
}

/** Which page this run builds: a plain script stands alone, so that each page is a run. */
const page = process.env.PAGE ?? ''

// The pages that patients open on their telephones, served below /m/: forms at its top, the
// others in the folder that their links begin with.
export default defineConfig({
  base: '/m/',
  plugins: [plain],
  server: { proxy: { '/api': process.env.ARCHWIRE_URL ?? 'http://127.0.0.1:8080' } },
  build: {
    outDir: '../dist/m',
    emptyOutDir: page === '',
    target: 'es2017',
    cssTarget: 'chrome61',
    cssCodeSplit: false,
    modulePreload: false,
    rollupOptions: { input: page === '' ? 'index.html' : `${page}/index.html`, output: { format: 'iife' } },
  },
})
