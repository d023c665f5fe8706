import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

/** Without a window around the page a story costs half of what it costs with one. */
const browser = process.env.CHROMIUM ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path))
if (!browser) throw new Error('no Chromium: apt-get install chromium-headless-shell, or name one in CHROMIUM')

const port = Number(process.env.E2E_PORT ?? 4718)
/** Stories of the board and the shell over values in memory; all others start the real program. */
const FIXTURES = ['board.spec.ts', 'shell.spec.ts']

// Debian's Chromium; no browser is downloaded. The fixture page is served from
// its own build, so that stories of the board need no server behind them.
export default defineConfig({
  testDir: '.',
  outputDir: '../../node_modules/.cache/e2e-results',
  timeout: 60_000,
  // How long a story waits for what must come; what must come within a second says so itself.
  expect: { timeout: 15_000 },
  workers: 2,
  reporter: 'line',
  // Budgets are measured when nothing else runs. Who came through at the second try only is named at the end (docs/decisions/0012-second-try.md).
  projects: [
    { name: 'stories', testMatch: FIXTURES, retries: 1 },
    // Movement is for eyes: a menu that unfolds while it is clicked costs time and loses the click.
    { name: 'house', testIgnore: ['perf.spec.ts', 'prompt.spec.ts', ...FIXTURES], timeout: 120_000, retries: 1, use: { contextOptions: { reducedMotion: 'reduce' } } },
    { name: 'budgets', testMatch: 'perf.spec.ts', dependencies: ['stories', 'house'] },
    { name: 'prompt', testMatch: 'prompt.spec.ts', dependencies: ['budgets'], timeout: 120_000 },
  ],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // A picture of each frame would double the cost of the pages; what stood on them is kept.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      executablePath: browser,
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  webServer: {
    command: `vite build --mode e2e --logLevel error && vite preview --mode e2e --outDir ../node_modules/.cache/e2e-site --host 127.0.0.1 --strictPort --port ${port}`,
    cwd: '..',
    url: `http://127.0.0.1:${port}/bench.html`,
    timeout: 120_000,
  },
})
