import type { Browser, Locator, Page } from '@playwright/test'
import type { BoardVisit } from '@archwire/domain'
import { PEOPLE, logIn, type House } from './house'

export interface Card {
  id: string
  version: number
  name: string
  patient: string
  doctor: string
  code: string
  state: string
  doctor_id: string
  place_id: string
  place: string
  starts_at: number
  ends_at: number
  waits: boolean
  red: boolean
}

/** The day as the server tells it, read under the page's own rights. */
export const cards = (page: Page, day = ''): Promise<Card[]> => page.evaluate(async (d) => {
  const me = await (await fetch('/api/v1/org/me')).json()
  const kept = localStorage.getItem('archwire.clinic') ?? me.clinics[0].clinic.id
  const board = await (await fetch(`/api/v1/visits/board?clinic_id=${kept}${d ? `&day=${d}` : ''}`)).json()
  return board.visits.map((v: BoardVisit) => ({
    id: v.id, version: v.version, name: v.patient.name, patient: v.patient.id, doctor: v.doctor_name, code: v.template.code, state: v.state, doctor_id: v.doctor_id,
    place_id: v.place_id, place: board.places.find((p: { id: string; name: string }) => p.id === v.place_id)?.name ?? '', starts_at: v.starts_at, ends_at: v.ends_at, waits: v.waits_for_doctor, red: v.template.colour === 'red',
  }))
}, day)
export const one = async (page: Page, id: string): Promise<Card> => (await cards(page)).find((c) => c.id === id)!
export const card = (page: Page, id: string): Locator => page.locator(`[data-key="${id}:0"]`)
export const column = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true })

export async function board(page: Page, login: string = PEOPLE.frontDesk, path = '/board'): Promise<void> {
  await logIn(page, login, path)
  await page.waitForSelector('.bd-card')
}

/** A second desk: another browser with its own session; a deaf one hears of no change. */
export async function desk(browser: Browser, house: House, login: string, deaf = false): Promise<Page> {
  const context = await browser.newContext({ baseURL: house.url, viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  if (deaf) await page.route('**/live/stream', (r) => r.abort())
  await board(page, login)
  return page
}

/** A confirmed check-up that does not stand on chair 6. */
export const movable = async (page: Page): Promise<Card> => (await cards(page)).find((c) => c.state === 'confirmed' && c.code === 'o12' && c.place !== '6号椅')!

/** Moves a card to another place by keyboard, to the first time that fits; tells when it was dropped. */
export async function moveByKeys(page: Page, v: Card, place: string): Promise<number> {
  const panel = page.getByRole('dialog', { name: `移动 ${v.name}` })
  await card(page, v.id).focus()
  await page.keyboard.press('m')
  await panel.getByLabel('位置').selectOption({ label: place })
  for (let k = 0; k < 60 && !(await panel.getByRole('status').getAttribute('class'))!.includes('green'); k++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  return Date.now()
}
