import type { Locator, Page } from '@playwright/test'
import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

interface Figures {
  visits: number
  ends: Record<string, number>
  cancel_rate: number
  cancel_target: number
  no_show_rate: number
  reasons: { end: string; reason: string; n: number }[]
  by_template: { key: string; visits: number; over: number; rate: number }[]
  by_doctor: { name: string; visits: number; over: number; rate: number }[]
}
interface Visit {
  id: string
  version: number
  state: string
  ended: string
  end_reason: string
  starts_at: number
  patient: { id: string; name: string }
}
interface Day { day: string; visits: Visit[]; total: { cancelled: number; no_show: number } }

const today = (page: Page): Promise<Day> => api(page, '/visits/today?clinic_id=CLINIC')
const figures = (page: Page, from: string, to = from): Promise<Figures> => api(page, `/visits/figures?clinic_id=CLINIC&from=${from}&to=${to}`)
const tile = (page: Page, name: string): Locator => page.locator('.fg-tiles > div', { hasText: name })
const list = (page: Page, title: string): Locator => page.getByRole('table', { name: new RegExp(`^${title}`) })
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`
/** The number and the share in the row of a list. */
const row = async (page: Page, title: string, name: string): Promise<string[]> => (await list(page, title).getByRole('row', { name: new RegExp(`^${name} `) }).locator('td.num').allTextContents())

/** Whether the page shows what the server answers, number by number. */
async function agrees(page: Page, f: Figures): Promise<void> {
  await expect(tile(page, '预约').first().locator('dd')).toHaveText(new RegExp(`^${f.visits}完成`))
  await expect(tile(page, '取消率').locator('dd').first()).toHaveText(new RegExp(`^${percent(f.cancel_rate)}.*${percent(f.cancel_target)}`))
  await expect(tile(page, '爽约率').locator('dd')).toHaveText(new RegExp(`^${percent(f.no_show_rate)}`))
  const share = (n: number) => percent(f.visits ? n / f.visits : 0)
  for (const [end, name] of [['left', '已完成'], ['cancelled_early', '提前取消'], ['cancelled_late', '临时取消'], ['no_show', '爽约'], ['rescheduled', '改约']] as const) {
    const n = f.ends[end] ?? 0
    expect([name, ...await row(page, '全部预约', name)]).toEqual([name, String(n), share(n)])
  }
}

test('the figures of a period are the server\'s, and their tables can be put in order', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/figures')
  await expect(page.getByRole('heading', { name: '数据' })).toBeVisible()
  const { day } = await today(page)
  const back = (n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) - n * 86_400_000).toISOString().slice(0, 10)
  for (const [name, from] of [['近 90 天', back(89)], ['近 4 周', back(27)]] as const) {
    await page.getByText(name, { exact: true }).click()
    await expect(page.locator('.fg')).toHaveAttribute('aria-busy', 'false')
    await agrees(page, await figures(page, from, day))
  }
  const f = await figures(page, back(27), day)
  const kinds = page.locator('.pn', { has: page.getByRole('heading', { name: /各项目的超时/ }) })
  await expect(kinds.locator('tbody tr')).toHaveCount(f.by_template.length)
  await kinds.getByRole('button', { name: '超时占比' }).click()
  await expect(kinds.getByRole('columnheader', { name: '超时占比' })).toHaveAttribute('aria-sort', 'descending')
  await expect(kinds.locator('tbody tr').first()).toContainText(percent(Math.max(...f.by_template.map((k) => k.rate))))
  const doctors = page.locator('.pn', { has: page.getByRole('heading', { name: /各医生的超时/ }) })
  for (const d of f.by_doctor) await expect(doctors.getByRole('row', { name: new RegExp(`^${d.name} ${d.visits} .* ${d.over} ${percent(d.rate)}`) })).toBeVisible()
  await picture(page, 'figures')
  expect(await serious(page)).toEqual([])
  for (const width of [1440, 1180, 390]) {
    await page.setViewportSize({ width, height: 844 })
    expect(await fits(page), `${width}`).toBe(true)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByText('自选', { exact: true }).click()
  await expect(page.getByLabel('从哪天')).toHaveValue(back(27))
  await page.goto(`/figures?period=own&from=2020-01-01&to=2020-01-31`)
  await expect(page.getByText('这段时间里还没有结束的预约。')).toBeVisible()
  await page.goto(`/figures?period=own&from=2020-01-01&to=${day}`)
  await expect(page.getByRole('alert')).toContainText('400')
})

test('a cancellation with its reason is in the figures of the day at once, and the patient\'s page offers the next', async ({ page, browser, house }) => {
  const desk = await (await browser.newContext({ baseURL: house.url, viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })).newPage()
  await logIn(desk, PEOPLE.frontDesk, '/today')
  await expect(desk.getByRole('link', { name: '数据' })).toHaveCount(0)
  const before = await today(desk)
  await logIn(page, PEOPLE.manager, `/figures?period=own&from=${before.day}&to=${before.day}`)
  const was = await figures(page, before.day)
  await agrees(page, was)

  // Late in the day, so that nobody misses it meanwhile, and the only one that this patient has.
  const late = before.visits.filter((x) => x.state === 'confirmed').sort((a, b) => b.starts_at - a.starts_at)
  const booked = async (x: Visit) => (await api<{ items: Visit[] }>(desk, `/visits/patients/${x.patient.id}`)).items.filter((y) => ['booked', 'confirmed'].includes(y.state)).length
  let v = late[0]!
  for (const x of late) if (await booked(x) === 1) { v = x; break }
  expect(await booked(v)).toBe(1)
  await desk.goto(`/patients/${v.patient.id}`)
  const card = desk.locator('.pn', { has: desk.getByRole('heading', { name: /^预约/ }) })
  await expect(card.getByRole('listitem').first()).toContainText('今天')
  await expect(card.getByRole('listitem').first()).toContainText('已确认')
  expect(await serious(desk)).toEqual([])
  await picture(desk, 'patient-visits')
  await api(desk, `/visits/bookings/${v.id}/steps`, { step: 'cancel', party: 'patient', reason: 'weather' }, 'POST', v.version)
  await expect(card.getByRole('listitem').first()).toContainText('已取消')
  await expect(card).toContainText('没有待就诊的预约。')

  const after = await today(desk)
  expect(after.total.cancelled).toBe(before.total.cancelled + 1)
  await expect(tile(page, '预约').first().locator('dd')).toHaveText(new RegExp(`^${was.visits + 1}完成`))
  const f = await figures(page, before.day)
  await agrees(page, f)
  // The day's own list, counted by hand, says the same.
  const ended = (end: string) => after.visits.filter((x) => x.ended === end).length
  for (const end of ['left', 'no_show', 'cancelled_early', 'cancelled_late']) expect([end, f.ends[end] ?? 0]).toEqual([end, ended(end)])
  const weather = after.visits.filter((x) => x.ended.startsWith('cancelled_') && x.ended !== 'cancelled_by_clinic' && x.end_reason === 'weather').length
  expect(weather).toBeGreaterThan(0)
  expect((await row(page, '患者取消的原因', '天气'))[0]).toBe(String(weather))
  await desk.context().close()
})
