/**
 * The stories of the real program: each worker starts the demo clinic of the
 * built binary on a free port with its own data, and ends it afterwards.
 */
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base, type Page } from '@playwright/test'

export const PASSWORD = 'archwire-demo'
/** People of the demo by what they are. */
export const PEOPLE = { frontDesk: 'heying', doctor: 'chenggongyuan', manager: 'shidinghai', owner: 'zhouquan' } as const

export interface House {
  url: string
  /** Where the outside world's double is told what to do. */
  double: string
}

const binary = process.env.ARCHWIRE_BIN ?? join(import.meta.dirname, '../../../bin/archwire')

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

export const test = base.extend<{ house: House }, { started: House; patients: number }>({
  /** How many patients the group has; the whole reference day needs all six thousand of the demo. */
  patients: [300, { option: true, scope: 'worker' }],
  started: [async ({ patients }, use) => {
    // A demo that runs already, to try one story again and again.
    if (process.env.HOUSE_URL) return use({ url: process.env.HOUSE_URL, double: process.env.HOUSE_DOUBLE ?? '' })
    const dir = mkdtempSync(join(tmpdir(), 'archwire-story-'))
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const demo = spawn(binary, ['--data', join(dir, 'data'), 'demo', '--listen', `127.0.0.1:${port}`, '--patients', String(patients)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const out of [demo.stdout, demo.stderr]) out.on('data', (b: Buffer) => { said = (said + b.toString()).slice(-4000) })
    try {
      await ready(url, () => demo.exitCode !== null, () => said)
      await use({ url, double: /替身\): (\S+)/.exec(said)?.[1] ?? '' })
    } finally {
      const gone = new Promise((done) => demo.once('exit', done))
      if (demo.exitCode === null) { demo.kill('SIGTERM'); await gone }
      rmSync(dir, { recursive: true, force: true })
    }
  }, { scope: 'worker', timeout: 180_000 }],
  house: async ({ started }, use) => { await use(started) },
  baseURL: async ({ started }, use) => { await use(started.url) },
})
export { expect }

async function ready(url: string, ended: () => boolean, said: () => string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (ended()) throw new Error(`the demo ended:\n${said()}`)
    if (await fetch(`${url}/readyz`).then((r) => r.ok, () => false)) return
    await new Promise((done) => setTimeout(done, 200))
  }
  throw new Error(`the demo is not ready:\n${said()}`)
}

/** Fills the log-in form and sends it. */
export async function tryLogIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('集团代码').fill('demo')
  await page.getByLabel('姓名或账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
}

/** Opens an address as somebody, in the shell. */
export async function logIn(page: Page, login: string, path = '/', password = PASSWORD): Promise<void> {
  await page.goto(path)
  await tryLogIn(page, login, password)
  await expect(page.getByRole('navigation', { name: '主导航' })).toBeVisible({ timeout: 15_000 })
}

/** What axe finds serious on the page as it is. */
export async function serious(page: Page): Promise<string[]> {
  // Colours are measured in their final state, not half way through a movement.
  await page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {}))))
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`).join(' | ')}`)
}

/** What the server answers to the person of the page; CLINIC stands for the clinic where they work. Rejects with the problem. */
export const api = <T>(page: Page, path: string, body?: unknown, method = body ? 'POST' : 'GET', version?: number): Promise<T> => page.evaluate(async ([url, data, how, at]) => {
  const me = await (await fetch('/api/v1/org/me')).json()
  const clinic = localStorage.getItem('archwire.clinic') ?? me.clinics[0].clinic.id
  const headers: Record<string, string> = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.getRandomValues(new Uint32Array(4)).join('-') }
  if (at !== undefined) headers['If-Match'] = `"${at}"`
  const answer = await fetch(`/api/v1${(url as string).replaceAll('CLINIC', clinic)}`, { method: how as string, headers, ...(data ? { body: JSON.stringify(data).replaceAll('CLINIC', clinic) } : {}) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text ? JSON.parse(text) : null
}, [path, body ?? null, method, version] as const)

const SIZES = [[1440, 900], [1366, 768], [1180, 820]] as const

/** Pictures at the three sizes of the desk, for people to look at; SHOTS names the folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const dir = process.env.SHOTS
  if (!dir) return
  const before = page.viewportSize()
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: join(dir, `${name}-${width}.png`) })
  }
  if (before) await page.setViewportSize(before)
}

/** True when nothing has to be scrolled sideways. */
export async function fits(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth && document.querySelector('main')!.scrollWidth <= document.querySelector('main')!.clientWidth)
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The code that an authenticator shows for a secret at an instant. */
export function totp(secret: string, at: number): string {
  const bits = [...secret].map((c) => BASE32.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = mac.at(-1)! & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
