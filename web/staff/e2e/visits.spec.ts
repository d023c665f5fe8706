import type { Locator, Page } from '@playwright/test'
import { addDays } from '@archwire/domain'
import { board, card, cards, column, desk, movable, moveByKeys, one } from './day'
import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

test.use({ patients: 6000 })

/** Drags with the mouse in small steps, as a hand does. */
async function drag(page: Page, from: Locator, to: { x: number; y: number }, grip = { x: 30, y: 8 }): Promise<void> {
  const b = (await from.boundingBox())!
  await page.mouse.move(b.x + grip.x, b.y + grip.y)
  await page.mouse.down()
  await page.mouse.move(b.x + grip.x + 6, b.y + grip.y + 6, { steps: 2 })
  await page.mouse.move(to.x, to.y, { steps: 10 })
  await page.waitForTimeout(60)
}

/** Where a minute of the day lies in a column. */
async function spot(page: Page, name: string, hour: number, minute = 0): Promise<{ x: number; y: number }> {
  const c = (await column(page, name).boundingBox())!
  const [from, to] = [9, 18]
  return { x: c.x + c.width / 2, y: c.y + ((hour + minute / 60 - from) / (to - from)) * c.height }
}

test('the reference day stands on one screen, and axe finds nothing serious', async ({ page }) => {
  await board(page)
  const day = await cards(page)
  expect(day).toHaveLength(96)
  // Who was missed in the morning holds nothing any more.
  const held = day.filter((c) => c.state !== 'no_show').length
  expect(held).toBeGreaterThanOrEqual(94)
  const seen = await page.evaluate(() => {
    const s = document.querySelector('.bd-scroll')!
    const list = [...document.querySelectorAll('.bd-card')]
    const names = list.map((c) => c.querySelector('b')!.getBoundingClientRect())
    return {
      down: s.scrollHeight <= s.clientHeight, side: s.scrollWidth <= s.clientWidth, page: document.documentElement.scrollHeight <= innerHeight,
      least: Math.min(...list.map((c) => c.getBoundingClientRect().height)),
      clipped: list.filter((c, i) => names[i]!.right > c.getBoundingClientRect().right + 0.5 || names[i]!.width < 12).map((c) => c.textContent),
      visits: new Set(list.map((c) => c.getAttribute('data-key')!.split(':')[0])).size,
    }
  })
  expect(seen).toMatchObject({ down: true, side: true, page: true, clipped: [], visits: held })
  expect(seen.least).toBeGreaterThanOrEqual(14)
  await picture(page, 'board')
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
})

test('two browsers: a move in one shows in the other, and undo takes it back', async ({ page, browser, house }) => {
  await board(page)
  const other = await desk(browser, house, PEOPLE.manager)
  const v = await movable(page)
  const there = column(other, '6号椅').locator(`[data-key="${v.id}:0"]`)
  await moveByKeys(page, v, '6号椅')
  await there.waitFor()
  await page.keyboard.press('Control+z')
  await expect(there).toHaveCount(0)
  await expect.poll(async () => (await one(page, v.id)).starts_at).toBe(v.starts_at)
  await other.context().close()
})

interface Kind {
  id: string
  code: string
}
const kind = async (page: Page, code: string): Promise<Kind> => (await api<{ items: Kind[] }>(page, '/visits/templates?clinic_id=CLINIC')).items.find((k) => k.code === code)!

/** A time of the next days after school at which a kind of visit fits under all rules, with 程弓远: the server's own answer, the last one of the first day that has any. */
async function freeAt(page: Page, code: string, doctor = ''): Promise<{ day: string; chair: string; hour: number; minute: number }> {
  const today = await api<{ day: string; zone: string; places: Named[]; doctors: Named[] }>(page, '/visits/board?clinic_id=CLINIC')
  const { items } = await api<{ items: { day: string; start: number; places: string[] }[] }>(page, '/visits/fits', {
    clinic_id: 'CLINIC', template_id: (await kind(page, code)).id, doctors: [doctor || today.doctors.find((d) => d.name === '程弓远')!.id], from: addDays(today.day, 1), to: addDays(today.day, 12), soonest: true, limit: 50, parts: [{ from: 16 * 60, to: 18 * 60 }],
  })
  const last = items.filter((f) => f.day === items[0]!.day).at(-1)!
  const [hour, minute] = new Date(last.start).toLocaleTimeString('en-GB', { timeZone: today.zone }).split(':').map(Number)
  return { day: last.day, chair: today.places.find((p) => p.id === last.places[0])!.name, hour: hour!, minute: minute! }
}
interface Named {
  id: string
  name: string
}

/** People of the clinic without a visit to come. */
async function people(page: Page, count: number): Promise<{ id: string; name: string; record_no: string }[]> {
  return page.evaluate(async (n) => {
    const found: { id: string; name: string; record_no: string }[] = []
    for (const q of ['F0001', 'F0002', 'F0003', 'F0004', 'F0005', 'F0006', 'F0007']) {
      const { items } = await (await fetch(`/api/v1/patients/search?q=${q}&limit=50`)).json()
      found.push(...items.filter((h: { next_visit_at: number }) => h.next_visit_at === 0))
      if (found.length >= n) break
    }
    return found.slice(0, n)
  }, count)
}

const drawer = (page: Page): Locator => page.getByRole('dialog', { name: '新增预约' })

/** Fills who and what in the booking, from the keyboard. */
async function whoAndWhat(page: Page, recordNo: string, kind: string): Promise<void> {
  const d = drawer(page)
  await expect(d.getByRole('combobox', { name: '患者' })).toBeFocused()
  await page.keyboard.type(recordNo)
  await expect(d.getByRole('listbox', { name: '患者' }).getByRole('option').first()).toContainText(recordNo)
  await page.keyboard.press('Enter')
  await expect(d.getByRole('combobox', { name: '项目' })).toBeFocused()
  await page.keyboard.type(kind)
  await page.keyboard.press('Enter')
  await expect(d.getByRole('listbox', { name: '可约时间' })).toBeVisible()
}

test('books by keyboard alone: N, who, what, when', async ({ page }) => {
  await board(page)
  const [patient] = await people(page, 1)
  await page.keyboard.press('n')
  await whoAndWhat(page, patient!.record_no, 'cgjlfz')
  const times = drawer(page).getByRole('listbox', { name: '可约时间' })
  await expect(times).toBeFocused()
  await expect(times.getByRole('option').first()).toHaveAttribute('aria-selected', 'true')
  await picture(page, 'booking')
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('e')
  await expect(drawer(page).getByRole('radio', { name: '最早 E' })).toBeChecked()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: '预约详情' })
  await expect(panel).toContainText(patient!.name)
  await expect(panel).toContainText('常规加力复诊')
  await expect(page.getByRole('status').getByText(`${patient!.name} 已预约`)).toBeVisible()
  await picture(page, 'panel')
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await cards(page)).filter((c) => c.patient === patient!.id && c.state === 'booked').length).toBe(0)
})

test('two people book the same chair: one wins, the other reads who holds it and takes the next time', async ({ page, browser, house }) => {
  test.slow()
  await board(page)
  const other = await desk(browser, house, PEOPLE.manager, true)
  const both = await people(page, 4)
  const at = await freeAt(page, 'o13')
  for (const [p, who] of [[page, both[2]!], [other, both[3]!]] as const) {
    await p.goto(`/board?day=${at.day}`)
    await p.waitForSelector('.bd-card')
    const from = await spot(p, at.chair, at.hour, at.minute)
    await p.mouse.move(from.x, from.y)
    await p.mouse.down()
    await p.mouse.move(from.x, from.y + 24, { steps: 4 })
    await p.mouse.up()
    await whoAndWhat(p, who.record_no, 'ghgs')
    await expect(drawer(p).getByText('可以放这里')).toBeVisible()
  }
  await drawer(page).getByRole('button', { name: '预约', exact: true }).click()
  await expect(page.getByRole('complementary', { name: '预约详情' })).toContainText(both[2]!.name)
  await drawer(other).getByRole('button', { name: '预约', exact: true }).click()
  const refused = drawer(other).getByRole('alert')
  await expect(refused).toContainText(at.chair)
  await expect(refused).toContainText(both[2]!.name)
  await expect(refused.getByRole('button')).toHaveCount(3)
  await picture(other, 'refused')
  expect(await serious(other)).toEqual([])
  await refused.getByRole('button').first().click()
  await expect(other.getByRole('complementary', { name: '预约详情' })).toContainText(both[3]!.name)
  await other.context().close()
})

test('somebody of the waiting list is carried onto a time and booked', async ({ page }) => {
  await board(page)
  const who = (await people(page, 5))[4]!
  await api(page, '/visits/waitlist', { clinic_id: 'CLINIC', patient_id: who.id, template_id: (await kind(page, 'o13')).id, reach_minutes: 10, urgent: true })
  const chip = page.locator('[data-waits]', { hasText: who.name })
  await expect(chip).toBeVisible()
  const at = await freeAt(page, 'o13')
  await page.goto(`/board?day=${at.day}`)
  await page.waitForSelector('.bd-card')
  await chip.scrollIntoViewIfNeeded()
  const to = await spot(page, at.chair, at.hour, at.minute)
  await drag(page, chip, { x: to.x, y: to.y + 8 }, { x: 20, y: 8 })
  await expect(page.locator('.bd-ghost')).toContainText(who.name)
  await page.mouse.up()
  await expect(drawer(page).getByText('可以放这里')).toBeVisible()
  await expect(drawer(page).getByRole('button', { name: '预约', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: '预约详情' })).toContainText(who.name)
  await expect(chip).toHaveCount(0)
})

test('one click on the card checks in, and what was entered into a booking survives a reload', async ({ page }) => {
  await board(page)
  const v = (await cards(page)).find((c) => c.state === 'confirmed' && c.code === 'o12')!
  await card(page, v.id).hover({ position: { x: 30, y: 8 } })
  await page.locator(`[data-quick="${v.id}"]`).click()
  await expect(page.getByRole('status').getByText(`${v.name} · 到店`)).toBeVisible()
  await expect(page.getByRole('group', { name: '候诊' })).toContainText(v.name)
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await one(page, v.id)).state).toBe('confirmed')
  const [who] = await people(page, 1)
  await page.keyboard.press('n')
  await whoAndWhat(page, who!.record_no, 'cgjlfz')
  await drawer(page).getByLabel('备注').fill('带旧片子')
  await page.reload()
  await expect(drawer(page)).toContainText(who!.name)
  await expect(drawer(page)).toContainText('常规加力复诊')
  await expect(drawer(page).getByLabel('备注')).toHaveValue('带旧片子')
})

test('on a telephone the board shows one column at a time, and nothing runs off the side', async ({ page }) => {
  test.slow()
  await page.setViewportSize({ width: 390, height: 844 })
  await board(page)
  const shown = page.getByRole('combobox', { name: '诊室视图' })
  await expect(page.locator('.bd-col')).toHaveCount(1)
  await expect(shown.locator('option:checked')).toContainText('1号椅')
  await page.getByRole('button', { name: '下一列' }).click()
  await expect(column(page, '2号椅')).toBeVisible()
  const v = (await cards(page)).find((c) => c.state === 'confirmed')!
  await page.goto(`/board?visit=${v.id}`)
  await expect(card(page, v.id)).toHaveCount(1)
  await page.getByRole('complementary', { name: '预约详情' }).getByRole('button', { name: '关闭' }).click()
  await expect(card(page, v.id)).toBeVisible()
  expect(await serious(page)).toEqual([])
  for (const path of ['/board', '/today', '/waitlist', '/roster/week', '/roster/day-templates']) {
    await page.goto(path)
    await expect(page.locator('.bd-card, .tl, .wl, .rs').first()).toBeVisible()
    expect([path, await page.evaluate(() => { const m = document.querySelector('main')!; return m.scrollWidth - m.clientWidth })]).toEqual([path, 0])
    expect([path, await page.evaluate(() => [...document.querySelectorAll('.bd-scroll, .rs-scroll')].map((s) => s.scrollWidth - s.clientWidth).filter((n) => n > 0))]).toEqual([path, []])
  }
})

test('a whole visit: arrives, waits, sits, waits for the doctor, is treated, and leaves with a next step', async ({ page, browser, house }) => {
  test.slow()
  await board(page)
  const doctor = await desk(browser, house, PEOPLE.manager)
  // The next red visit of the day whose chair nobody has now.
  const day = await cards(page)
  const sat = new Set(day.filter((c) => c.state === 'in_place').map((c) => c.place_id))
  const v = day.filter((c) => c.red && c.state === 'confirmed' && !sat.has(c.place_id)).sort((a, b) => a.starts_at - b.starts_at)[0]!
  const panel = page.getByRole('complementary', { name: '预约详情' })
  await card(page, v.id).focus()
  await page.keyboard.press('a')
  await expect(page.getByRole('status').getByText(`${v.name} · 到店`)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(panel).toContainText('已到店')
  await panel.getByRole('button', { name: '候诊' }).click()
  await expect(panel.locator('.vd-state')).toContainText('候诊')

  await test.step('the doctor is called away: the visit may sit, and waits', async () => {
    await doctor.locator('.bd-doc', { hasText: v.doctor }).click()
    const ask = doctor.getByRole('dialog', { name: `${v.doctor} 在哪里` })
    await ask.getByRole('button', { name: /^60 分钟/ }).click()
    await expect(doctor.locator('.bd-doc.p-away')).toContainText('暂离')
    await expect(page.locator('.bd-doc.p-away')).toContainText(v.doctor)
    await panel.getByRole('button', { name: '上椅 / 开始就诊' }).click()
    await expect(panel.locator('.vd-state')).toContainText('就诊中')
    await expect(panel.getByRole('button', { name: '治疗完成' })).toBeDisabled()
    await expect(panel.getByRole('button', { name: '医生开始' })).toBeDisabled()
    await expect(page.locator('.bd-bus circle').first()).toBeVisible()
    await picture(page, 'away')
    expect(await serious(page)).toEqual([])
  })

  await test.step('the doctor is back: the visit is done', async () => {
    await doctor.locator('.bd-doc', { hasText: v.doctor }).click()
    await doctor.getByRole('dialog', { name: `${v.doctor} 在哪里` }).getByRole('button', { name: '在岗', exact: true }).click()
    await expect(panel.getByRole('button', { name: '医生开始' })).toBeEnabled()
    await panel.getByRole('button', { name: '医生开始' }).click()
    await panel.getByRole('button', { name: '治疗完成' }).click()
    await expect(panel.locator('.vd-state')).toContainText('治疗完成')
  })

  await test.step('nobody leaves without a next step', async () => {
    await panel.getByRole('button', { name: '离店' }).click()
    const ask = page.getByRole('dialog', { name: `${v.name} 离店：下一步` })
    await ask.getByRole('button', { name: '4 周后' }).click()
    await ask.getByRole('button', { name: '离店' }).click()
    await expect(panel.locator('.vd-state')).toContainText('已离店')
    await expect(panel.locator('.vd-trail')).toContainText('何迎')
    await panel.getByRole('button', { name: '撤销上一步' }).click()
    await expect(panel.locator('.vd-state')).toContainText('治疗完成')
  })
  await doctor.context().close()
})

test('who does not come is missed, who calls it off gives a reason, and both can be taken back', async ({ page }) => {
  await board(page)
  const v = (await cards(page)).find((c) => c.state === 'booked' && c.code === 'o12')!
  await card(page, v.id).focus()
  await page.keyboard.press('s')
  await page.getByRole('menuitem', { name: '爽约' }).click()
  await expect(card(page, v.id)).toHaveCount(0)
  await expect(page.getByRole('status').getByText(`${v.name} · 爽约`)).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(card(page, v.id)).toBeVisible()
  await expect.poll(async () => (await one(page, v.id)).state).toBe('booked')
  await card(page, v.id).focus()
  await page.keyboard.press('s')
  await page.getByRole('menuitem', { name: /取消预约/ }).click()
  const ask = page.getByRole('dialog', { name: `取消 ${v.name} 的预约` })
  await expect(ask.getByRole('button', { name: '取消预约' })).toBeDisabled()
  await ask.getByRole('combobox', { name: '原因' }).fill('感冒发烧')
  await page.keyboard.press('Escape')
  await ask.getByRole('button', { name: '取消预约' }).click()
  await expect(card(page, v.id)).toHaveCount(0)
  await page.getByRole('button', { name: /撤销 \(Ctrl/ }).click()
  await expect(card(page, v.id)).toBeVisible()
})

test('who did not come stands first on the calling desk: what to say, a new time, and who was not reached comes again', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/calls')
  const missed = page.getByRole('region', { name: /爽约/ })
  const row = missed.getByRole('button').first()
  const who = (await row.locator('b').textContent())!
  await row.focus()
  await page.keyboard.press('Enter')
  const task = page.getByRole('dialog', { name: /未到店/ })
  await expect(task.getByText(`${who}您好`)).toContainText('没有等到您')
  await picture(page, 'call-missed')
  expect(await serious(page)).toEqual([])
  await task.getByRole('button', { name: '约时间' }).click()
  const drawer = page.getByRole('dialog', { name: '新增预约' })
  await expect(drawer.getByText(who, { exact: true })).toBeVisible()
  await drawer.getByRole('button', { name: '取消' }).click()
  await task.getByRole('button', { name: '无人接听' }).click()
  await task.getByRole('button', { name: '无人接听' }).last().click()
  await expect(task).toBeHidden()
  await expect(missed.getByRole('button').filter({ hasText: who })).toContainText('无人接听')
})

test('the shelf carries a visit to another day', async ({ page }) => {
  await board(page)
  const v = (await cards(page)).find((c) => c.state === 'confirmed' && c.code === 'o14')!
  await card(page, v.id).focus()
  await page.keyboard.press('k')
  const chip = page.locator('[data-parked]', { hasText: v.name })
  await expect(chip).toBeVisible()
  const at = await freeAt(page, v.code, v.doctor_id)
  const there = `${Number(at.day.slice(5, 7))}月${Number(at.day.slice(8))}日`
  const { day: today } = await api<{ day: string }>(page, '/visits/board?clinic_id=CLINIC')
  for (let day = today; day < at.day; day = addDays(day, 1)) await page.keyboard.press('ArrowRight')
  await expect(page.locator('.vp-date')).toContainText(there)
  await expect(chip).toBeVisible()
  const to = await spot(page, at.chair, at.hour, at.minute)
  await drag(page, chip, { x: to.x, y: to.y + 8 }, { x: 20, y: 8 })
  await page.mouse.up()
  await expect(column(page, at.chair).locator('.bd-card', { hasText: v.name })).toBeVisible()
  await expect(chip).toHaveCount(0)
  // Another day is another visit.
  await expect.poll(async () => (await cards(page, at.day)).find((c) => c.patient === v.patient)?.place).toBe(at.chair)
  await page.keyboard.press('t')
  await expect(page.locator('.vp-date')).toContainText('周')
})

test('what the rules refuse slides back and says why; who may, overrides with a reason', async ({ page }) => {
  await board(page, PEOPLE.manager)
  const day = await cards(page)
  const v = day.find((c) => c.code === 'o12' && c.state === 'confirmed' && c.place !== '6号椅')!
  const before = (await card(page, v.id).boundingBox())!
  const to = await spot(page, '6号椅', 12, 30)
  await drag(page, card(page, v.id), { x: to.x, y: to.y })
  await expect(page.locator('.bd-ghost-say')).toContainText('不在班')
  await page.mouse.up()
  const notice = page.locator('.bd-notice')
  await expect(notice).toContainText('没有移动')
  await expect.poll(async () => (await card(page, v.id).boundingBox())!.y).toBe(before.y)
  await notice.getByRole('button', { name: '特批…' }).click()
  await notice.getByRole('textbox', { name: '特批理由' }).fill('家长只有中午有空')
  await page.keyboard.press('Enter')
  await expect(column(page, '6号椅').locator(`[data-key="${v.id}:0"]`)).toBeVisible()
  await expect(page.getByRole('status').getByText(`${v.name} · 移动`)).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await one(page, v.id)).starts_at).toBe(v.starts_at)
})
