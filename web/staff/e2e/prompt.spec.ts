import { account, begin } from './calls'
import { card, column, desk, movable, moveByKeys, one } from './day'
import { PEOPLE, expect, logIn, test } from './house'

// What must be on another screen within a second, from the key to the picture. The
// best of five: the promise is about the program, not about what else the machine does.
const TRIES = 5
const WITHIN = 1000

test.use({ patients: 6000, trace: 'off' })

test('a move on one board is on another within a second', async ({ page, browser, house }) => {
  await logIn(page, PEOPLE.frontDesk, '/board')
  await page.waitForSelector('.bd-card')
  const other = await desk(browser, house, PEOPLE.manager)
  const v = await movable(page)
  const there = column(other, '6号椅').locator(`[data-key="${v.id}:0"]`)
  const took: number[] = []
  for (let i = 0; i < TRIES; i++) {
    await expect(card(page, v.id)).toBeVisible()
    const pressed = await moveByKeys(page, v, '6号椅')
    await there.waitFor()
    took.push(Date.now() - pressed)
    await page.keyboard.press('Control+z')
    await expect(there).toHaveCount(0)
    await expect.poll(async () => (await one(page, v.id)).starts_at).toBe(v.starts_at)
  }
  console.log(`a move on another board after ${took.join(', ')} ms`)
  expect(Math.min(...took)).toBeLessThan(WITHIN)
  await other.context().close()
})

test('a red answer is on the doctor’s screen within a second', async ({ page, browser, house }) => {
  await logIn(page, 'anhuifang', '/calls?whose=all')
  const doctor = await account(page, '程弓远')
  // By the hour it is a call of the same day or of the next.
  const lines = (await begin(page, doctor, 1000, [['extraction', 2], ['extraction', 24]])).filter((x) => x.protocols.includes('extraction')).slice(0, TRIES)
  expect(lines.length).toBeGreaterThan(0)
  const there = await (await browser.newContext({ baseURL: house.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })).newPage()
  await logIn(there, PEOPLE.doctor, '/patients')
  await expect(there.getByRole('heading', { name: '患者' }).first()).toBeVisible()
  const alarm = there.getByRole('alert').filter({ hasText: '红色异常反馈' })
  const took: number[] = []
  for (const line of lines) {
    await page.goto(`/calls/${line.id}?whose=all`)
    await page.getByRole('radiogroup', { name: /呼吸、吞咽困难/ }).getByRole('radio', { name: /是/ }).click()
    const pressed = Date.now()
    await page.keyboard.press('Control+Enter')
    await alarm.filter({ hasText: line.patient.name }).waitFor()
    took.push(Date.now() - pressed)
    await alarm.getByRole('link', { name: '打开' }).click()
    await expect(there.getByRole('dialog')).toBeVisible()
    await there.goto('/patients')
    await expect(alarm).toBeHidden()
  }
  console.log(`a red answer on the doctor’s screen after ${took.join(', ')} ms`)
  expect(Math.min(...took)).toBeLessThan(WITHIN)
  await there.context().close()
})
