import { api, expect, fits, logIn, picture, serious, test, type House } from './house'
import type { Locator, Page } from '@playwright/test'

/** Chooses from a list by the words that stand in it. */
async function choose(page: Page, at: Locator, name: string, words: string): Promise<void> {
  const box = at.getByRole('combobox', { name, exact: true })
  await box.click()
  if (await box.isEditable()) await box.fill(words)
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

// A demo of its own, whose clock no other story has: three days go by.
test.use({ actionTimeout: 15_000, patients: 301 })

interface Child { id: string; member: string; number: string }

/** The check-in pages that reminders open on a mother's telephone. */
async function reminders(house: House, c: Child): Promise<string[]> {
  const told = await (await fetch(`${house.double}/__ctl/sent?to=${c.number}`)).text()
  return [...new Set(told.match(/\/m\/c\/[a-z0-9]+\/[a-z0-9]+/g) ?? [])]
}

/** A child of the story alone who checks in every day, with a mother who reads short messages. */
async function child(page: Page, n: number): Promise<Child> {
  const number = `1281${String(Date.now() % 1e6).padStart(6, '0')}${n}`
  const made = await api<{ patient: { id: string } }>(page, '/patients', { clinic_id: 'CLINIC', confirm_new: true, name: `旅程孩子${n}`, sex: 'female', source: 'other', birth_day: '2017-05-01', contacts: [{ label: 'mobile', whose: 'mother', number, is_default: true }] })
  const patient = made.patient.id
  const mother = await api<{ id: string }>(page, `/patients/${patient}/relations`, { kind: 'guardian', relation: 'mother', name: '王风筝' })
  const member = await api<{ id: string }>(page, '/checkin/members', { clinic_id: 'CLINIC', patient_id: patient, programme: 'early_removable', consent: { by: 'guardian', relation_id: mother.id, means: 'paper' } })
  return { id: patient, member: member.id, number }
}

test('a ladder of reminders is built from an empty canvas, rehearsed, started, lived through for three days, and its result read', async ({ page, house }) => {
  test.setTimeout(Number(process.env.T ?? 240_000))
  await logIn(page, 'zhouquan', '/journeys')
  // The demo's own ladder would speak to the same children.
  const list = await api<{ items: { id: string; version: number; name: string; state: string }[] }>(page, '/journeys')
  const other = list.items.find((j) => j.name.startsWith('打卡提醒阶梯') && j.state === 'live')
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
  await choose(page, panel, '哪件事', '打卡到期')
  await canvas.getByRole('button', { name: '在“进入”之后加一步' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /提醒阶梯/ }).click()

  // Three rungs: a message as soon as it is due, a word the next morning, a call the morning after.
  await choose(page, panel, '做到什么就停', '完成打卡')
  const first = panel.getByRole('group', { name: '第 1 级' })
  await choose(page, first, '文案', '打卡提醒')
  await choose(page, first, '打开的页面', '打卡页')
  await panel.getByRole('button', { name: '加一级' }).click()
  const second = panel.getByRole('group', { name: '第 2 级' })
  await choose(page, second, '这一级做什么', '员工任务')
  await clock(second, '什么时候：时刻', '09:00')
  await second.getByRole('textbox', { name: '标题' }).fill('企微问一句：昨天没看到打卡')
  await choose(page, second, '角色', '客服')
  await panel.getByRole('button', { name: '加一级' }).click()
  const third = panel.getByRole('group', { name: '第 3 级' })
  await choose(page, third, '这一级做什么', '员工任务')
  await choose(page, third, '做什么', '致电患者')
  await clock(third, '什么时候：时刻', '10:00')
  await third.getByRole('textbox', { name: '标题' }).fill('电话问问打卡遇到什么困难')
  await choose(page, third, '角色', '客服')
  await picture(page, 'journeys-ladder')
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await expect(page.getByText(/处还不能启用/)).toHaveCount(0)
  await expect(page.getByRole('status').filter({ hasText: '已保存' })).toBeVisible()

  // Nothing is sent while it is rehearsed, and it says what would have been.
  await page.getByRole('button', { name: '预演' }).click()
  const rehearsal = page.getByRole('dialog', { name: '预演' })
  await rehearsal.getByRole('button', { name: '重放' }).click()
  await expect(rehearsal.getByRole('region', { name: '预演结果' })).toBeVisible()
  await expect(rehearsal.getByText(/位患者中加入 \d+ 次/)).toBeVisible()
  await picture(page, 'journeys-rehearsed')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '上线…' }).click()
  const going = page.getByRole('dialog', { name: '让旅程上线' })
  await expect(going.getByText('这份草稿还没有预演过')).toHaveCount(0)
  await going.getByRole('button', { name: '上线', exact: true }).click()
  await expect(page.getByText('已上线', { exact: true })).toBeVisible()
  await expect(page.getByText('运行中')).toBeVisible()
  const id = /journeys\/([0-9a-f-]+)/.exec(page.url())![1]!

  // Three days: one child checks in after the message, the other one never does.
  interface Going { items: { id: string; patient_id: string; ending: string; rung: number }[] }
  const of = async (c: Child) => (await api<Going>(page, `/journeys/enrolments?journey_id=${id}&patient_id=${c.id}&limit=10`)).items[0]
  await play(page, house, 11)
  await expect.poll(async () => (await of(comes))?.rung).toBe(1)
  await expect.poll(async () => (await of(stays))?.rung).toBe(1)
  for (const c of [stays, comes]) await expect.poll(() => reminders(house, c)).toHaveLength(1)
  await api(page, `/checkin/members/${comes.member}/days`, { values: { hours: '14' } })
  await play(page, house, 38)
  await expect.poll(async () => (await of(comes))?.ending).toBe('done')
  await expect.poll(async () => (await of(stays))?.rung).toBe(3)
  await play(page, house, 24)
  await expect.poll(async () => (await of(stays))?.ending).toBe('done')
  for (const c of [stays, comes]) expect(await reminders(house, c)).toHaveLength(1)

  // What came of it: how many entered, where they went, and each step of one of them.
  await page.goto(`/journeys/${id}/result`)
  await picture(page, 'journeys-result')
  await expect(page.getByText('最近 30 天')).toBeVisible()
  await page.getByRole('navigation', { name: '旅程的各页' }).getByRole('link', { name: '在程患者' }).click()
  await page.getByRole('switch', { name: '只看途中的' }).click()
  await page.getByRole('row', { name: /旅程孩子1/ }).click()
  const way = page.getByRole('dialog', { name: '一位患者的旅程' })
  await expect(way.getByText('提醒阶梯').first()).toBeVisible()
  await picture(page, 'journeys-way')
  expect(await serious(page)).toEqual([])
})
