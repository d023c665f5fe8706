import { api, expect, fits, logIn, picture, serious, test, type House } from './house'
import type { Locator, Page } from '@playwright/test'

/** Chooses from a list by the words that stand in it. */
async function choose(page: Page, at: Locator, name: string, words: string): Promise<void> {
  const box = at.getByRole('combobox', { name, exact: true })
  await box.click()
  await box.fill(words)
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: words }).first().click()
}

/** Types a time of day. */
async function clock(at: Locator, name: string, time: string): Promise<void> {
  const box = at.getByRole('textbox', { name, exact: true })
  await box.click()
  await box.fill(time)
  await box.press('Enter')
}

/** Plays hours of the demo: the double moves the clock, and what is due happens. */
async function play(page: Page, house: House, hours: number, each: () => Promise<void> = async () => {}): Promise<void> {
  for (let h = 0; h < hours; h++) {
    const moved = await page.request.post(`${house.double}/__ctl/forward`, { data: { minutes: 60 } })
    expect(moved.ok()).toBe(true)
    await page.waitForTimeout(250)
    await each()
  }
}

interface Child { id: string; member: string }

/** A child of the story alone who checks in every day, with a mother who reads short messages. */
async function child(page: Page, n: number): Promise<Child> {
  const number = `1281${String(Date.now() % 1e6).padStart(6, '0')}${n}`
  const made = await api<{ patient: { id: string } }>(page, '/patients', { clinic_id: 'CLINIC', confirm_new: true, name: `旅程孩子${n}`, sex: 'female', source: 'other', birth_day: '2017-05-01', contacts: [{ label: 'mobile', whose: 'mother', number, is_default: true }] })
  const patient = made.patient.id
  const mother = await api<{ id: string }>(page, `/patients/${patient}/relations`, { kind: 'guardian', relation: 'mother', name: '王风筝' })
  const member = await api<{ id: string }>(page, '/checkin/members', { clinic_id: 'CLINIC', patient_id: patient, programme: 'early_removable', consent: { by: 'guardian', relation_id: mother.id, means: 'paper' } })
  return { id: patient, member: member.id }
}

test('a ladder of reminders is built from an empty canvas, rehearsed, started, lived through for three days, and its result read', async ({ page, house }) => {
  test.slow()
  await logIn(page, 'zhouquan', '/journeys')
  // The demo's own ladder would speak to the same children.
  const list = await api<{ items: { id: string; version: number; name: string }[] }>(page, '/journeys')
  const other = list.items.find((j) => j.name.startsWith('打卡提醒阶梯'))
  if (other) await api(page, `/journeys/${other.id}/pause`, undefined, 'POST', other.version)
  const [stays, comes] = [await child(page, 1), await child(page, 2)]

  await page.getByRole('button', { name: '新建旅程' }).click()
  await page.getByLabel('名称').fill('漏打提醒（三天）')
  await page.getByRole('button', { name: '开始' }).click()
  const canvas = page.getByRole('group', { name: '旅程图' })
  await expect(canvas).toBeVisible()

  // Who enters: everybody whose check-in is due.
  await canvas.getByRole('button', { name: /^进入/ }).click()
  const panel = page.getByRole('region', { name: '这一步的设置' })
  await choose(page, panel, '怎么加入', '某事发生')
  await choose(page, panel, '哪件事', '打卡')
  await picture(page, 'journeys-entry')
})
