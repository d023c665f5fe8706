import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import base from './playwright.config'

const root = join(import.meta.dirname, '../../..')
const binary = process.env.ARCHWIRE_BIN ?? join(root, 'bin/archwire')
const data = join(root, '.cache/pictures/data')
const port = Number(process.env.PICTURES_PORT ?? 4719)
mkdirSync(data, { recursive: true })
// What the demo says: where the outside world's double listens.
process.env.PICTURES_LOG = join(root, '.cache/pictures/said')

/**
 * The documents' pictures (make pictures): the demo of the fixed seed, furnished
 * anew, whose clock stands at 10:20, seen at 1440 × 900.
 */
export default defineConfig({
  ...base,
  projects: [{ name: 'pictures', testMatch: /pictures(Care)?\.ts/ }],
  outputDir: '../../node_modules/.cache/pictures-results',
  fullyParallel: false,
  workers: 1,
  timeout: 120_000,
  use: { ...base.use, baseURL: `http://127.0.0.1:${port}`, actionTimeout: 15_000, trace: 'off' },
  expect: { timeout: 15_000 },
  webServer: {
    command: `exec '${binary}' --data '${data}' demo --fresh --at 10:20 --speed 0.01 --listen 127.0.0.1:${port} > '${process.env.PICTURES_LOG}' 2>&1`,
    url: `http://127.0.0.1:${port}/readyz`,
    timeout: 300_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
  },
})
