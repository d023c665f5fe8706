/** What the pictures of docs/ are taken with. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import type { BoardVisit } from '@archwire/domain'
import { logIn } from './house'
import { fewColours } from './palette'

const DIR = join(import.meta.dirname, '../../../docs/pictures')
const MOST_BYTES = 250_000

/** One picture, once nothing on the page moves or loads any more. */
export async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(1439, 899)
  await expect(page.locator('.ant-spin-spinning, .ant-skeleton')).toHaveCount(0)
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.all(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {})))
  })
  const small = fewColours(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
  expect(small.length, `${name}.png`).toBeLessThan(MOST_BYTES)
  writeFileSync(join(DIR, `${name}.png`), small)
}

/** Asks the server under the page's own rights; CLINIC in a path is the clinic at which one works. */
export function api<T>(page: Page, path: string, body?: unknown, version?: number): Promise<T> {
  return page.evaluate(async ([at, sent, v]) => {
    const me = await (await fetch('/api/v1/org/me')).json()
    const clinic = localStorage.getItem('archwire.clinic') ?? me.clinics[0].clinic.id
    const r = await fetch(`/api/v1${at.replace('CLINIC', clinic)}`, sent === undefined ? {} : {
      method: 'POST', body: JSON.stringify(sent).replaceAll('CLINIC', clinic),
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID(), ...(v ? { 'If-Match': `"${v}"` } : {}) },
    })
    if (!r.ok) throw new Error(`${at}: ${r.status} ${await r.text()}`)
    return r.status === 204 ? null : r.json()
  }, [path, body, version] as const) as Promise<T>
}

export const day = async (page: Page): Promise<BoardVisit[]> => (await api<{ visits: BoardVisit[] }>(page, '/visits/board?clinic_id=CLINIC')).visits

export async function board(page: Page, login: string, path = '/board'): Promise<void> {
  await logIn(page, login, path)
  await expect(page.locator('.bd-card').first()).toBeVisible()
}

export const drawer = (page: Page): Locator => page.locator('.ant-drawer-open').last()

export async function tab(page: Page, name: string, shows: string): Promise<void> {
  await page.goto(`/roster/${name}`)
  await expect(page.getByRole('tabpanel').getByText(shows).first()).toBeVisible()
}

/** The id of somebody of the demo by name. */
export async function person(page: Page, name: string): Promise<string> {
  const { items } = await api<{ items: { id: string; name: string }[] }>(page, `/patients/search?q=${encodeURIComponent(name)}&limit=10`)
  return items.find((p) => p.name === name)!.id
}
