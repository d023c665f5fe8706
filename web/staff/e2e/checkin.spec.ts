import { api, expect, fits, logIn, picture, serious, test, type House } from './house'
import type { Page } from '@playwright/test'

const NARROW = { width: 390, height: 844 }


/** A child that the story alone knows, with a mother who may consent. */
async function child(page: Page): Promise<string> {
  const n = String(Math.floor(Math.random() * 1e7)).padStart(7, '0')
  const made = await api<{ patient?: { id: string }; id?: string }>(page, '/patients', { clinic_id: 'CLINIC', confirm_new: true, name: `打卡${n}`, sex: 'female', source: 'other', birth_day: '2017-05-01', contacts: [{ label: 'mobile', whose: 'mother', number: `128${n}0`, is_default: true }] })
  return made.patient?.id ?? made.id ?? ''
}

/** A telephone, held in one hand. */
async function telephone(page: Page, house: House): Promise<Page> {
  const context = await page.context().browser()!.newContext({ baseURL: house.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: NARROW, hasTouch: true, isMobile: true })
  return context.newPage()
}

test('a child joins, a parent checks in through a link while the line breaks, and the clinic sees it, pauses and goes on', async ({ page, house }) => {
  await logIn(page, 'anhuifang')
  const patient = await child(page)
  await api<unknown>(page, `/patients/${patient}/relations`, { kind: 'guardian', relation: 'mother', name: '王风筝' })
  await page.goto(`/patients/${patient}/checkin`)
  await expect(page.getByText('这位患者没有打卡')).toBeVisible()
  await page.getByRole('button', { name: '加入打卡' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('combobox', { name: '打卡活动' }).click()
  await page.locator('.ant-select-item-option', { hasText: '儿童早矫' }).click()
  await form.getByRole('radio', { name: '监护人 王风筝' }).click()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('进行中')).toBeVisible()
  expect(await serious(page)).toEqual([])

  await page.getByRole('button', { name: '打卡链接' }).click()
  const link = await page.getByRole('textbox', { name: '打卡链接' }).inputValue()
  expect(link).toMatch(/\/m\/c\/[a-z0-9_-]+\/[a-z0-9]{20,}$/)
  await page.keyboard.press('Escape')

  const phone = await telephone(page, house)
  await phone.goto(new URL(link).pathname)
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('今天的打卡')
  await expect(phone.getByText(/打\*+/)).toBeVisible()
  expect(await serious(phone)).toEqual([])
  await phone.getByRole('button', { name: '打卡' }).click()
  await expect(phone.locator('.q-open')).toHaveCount(1)
  await phone.getByRole('textbox', { name: /今天戴了几小时/ }).fill('13.5')
  await phone.getByRole('group', { name: '矫治器刷干净了吗' }).getByRole('radio', { name: '是', exact: true }).click()
  await phone.context().setOffline(true)
  await phone.getByRole('button', { name: '打卡' }).click()
  await expect(phone.getByText('还没有发出去')).toBeVisible()
  await picture(phone, 'checkin-phone')
  await phone.context().setOffline(false)
  await expect(phone.getByRole('heading', { name: '已收到，真棒' })).toBeVisible()
  expect(await serious(phone)).toEqual([])
  // The other parent comes late: it is done.
  await phone.reload()
  await expect(phone.getByRole('heading', { name: '现在没有要打的卡' })).toBeVisible()
  await phone.context().close()

  // The open screen hears of it.
  await page.getByRole('button', { name: /已打卡 13\.5 小时/ }).click()
  await expect(page.getByText('以上为患者或家长自报，未经核实')).toBeVisible()
  await page.getByRole('button', { name: '暂停' }).click()
  await page.getByRole('dialog').getByLabel('备注').fill('去外婆家')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('外出：去外婆家')).toBeVisible()
  await page.getByRole('button', { name: '恢复', exact: true }).click()
  await expect(page.getByText('进行中')).toBeVisible()
  await page.getByRole('button', { name: '退出', exact: true }).click()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('已退出', { exact: true })).toBeVisible()
})

test('the list of a day shows first whom somebody should speak with, and the programmes their times', async ({ page }) => {
  await logIn(page, 'anhuifang', '/checkin?show=all')
  await page.getByRole('button', { name: '前一天' }).click()
  await expect(page.getByRole('row').nth(2)).toBeVisible()
  await expect(page.getByText(/已打 \d+ · 漏打 \d+/)).toBeVisible()
  await picture(page, 'checkin')
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await page.getByRole('row').nth(1).click()
  await expect(page).toHaveURL(/\/patients\/[0-9a-f-]{36}\/checkin/)
  await expect(page.getByRole('list', { name: '近十二周的打卡' }).first()).toBeVisible()
  await picture(page, 'checkin-patient')
  expect(await serious(page)).toEqual([])
  await page.goto('/checkin?show=programmes')
  await expect(page.getByRole('row', { name: /肌功能训练/ })).toBeVisible()
  await picture(page, 'checkin-programmes')
  expect(await serious(page)).toEqual([])
  await page.setViewportSize(NARROW)
  await page.goto('/checkin?show=all')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  expect(await fits(page)).toBe(true)
})
