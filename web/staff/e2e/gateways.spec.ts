import type { Page } from '@playwright/test'
import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

interface Asked { id: string; number: string; kind: string; state: string }

/** Tells the outside world's double what happens there. */
const outside = async (double: string, path: string, body: unknown = {}) => {
  const said = await fetch(`${double}/__ctl/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  expect(said.status).toBe(204)
}

/** Somebody who owes nothing but a filling, which is charged now; their money is shown. */
async function owing(page: Page, not: string[] = []): Promise<string> {
  const people = (await api<{ items: { id: string }[] }>(page, '/patients?clinic_id=CLINIC&limit=50')).items
  for (const p of people) {
    const account = await api<{ owed: number; prepaid: number; principal: number }>(page, `/billing/patients/${p.id}`)
    if (not.includes(p.id) || account.owed + account.prepaid + account.principal > 0) continue
    const filling = (await api<{ items: { id: string; code: string }[] }>(page, '/catalog/items?clinic_id=CLINIC')).items.find((i) => i.code === 'R02')!
    await api(page, '/billing/bills', { clinic_id: 'CLINIC', patient_id: p.id, lines: [{ item_id: filling.id, site: '36', quantity: 1 }] })
    await page.goto(`/patients/${p.id}/money`)
    return p.id
  }
  throw new Error('everybody owes something')
}

const latest = async (page: Page, patient: string) => (await api<{ requests: Asked[] }>(page, `/billing/patients/${patient}/outside`)).requests[0]!

const showCode = async (page: Page) => {
  await page.getByRole('button', { name: '扫码付款' }).click()
  await expect(page.getByRole('dialog').getByLabel('付款金额')).toHaveValue('420.00')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
}

test('a code is shown late, paid at the provider, and the bill is settled by itself', async ({ page, house }) => {
  await logIn(page, PEOPLE.frontDesk, '/cashier')
  const patient = await owing(page)
  await outside(house.double, 'rules', { provider: 'wechatpay', call: 'order', how: 'late', times: 1, millis: 5000 })
  await showCode(page)
  const card = page.getByRole('article', { name: /线上收款/ })
  await expect(card.getByText('发送中')).toBeVisible()
  await expect(card.getByRole('img', { name: '请患者用微信扫码' })).toBeVisible()
  await expect(card.getByText(/剩余 [0-5]:\d\d/)).toBeVisible()
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await picture(page, 'outside-code')

  // The patient pays; nobody reloads anything.
  await outside(house.double, 'pay', { number: (await latest(page, patient)).number })
  await expect(card.getByText('已成功并入账。')).toBeVisible()
  await expect(page.locator('.bl-box').filter({ hasText: '欠费' })).toContainText('0.00')
  await expect(page.locator('.bl-tender').filter({ hasText: '线上支付' })).toContainText('420.00')

  // And has an invoice over it.
  await page.getByRole('button', { name: '开票' }).click()
  await page.getByRole('dialog').getByLabel('发票抬头').fill('李积木')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/发票号 26\d+/)).toBeVisible()
})

test('what nobody answers stays visible, and is settled by asking again', async ({ page, house }) => {
  await logIn(page, PEOPLE.frontDesk, '/cashier')
  const patient = await owing(page)
  await outside(house.double, 'rules', { provider: 'wechatpay', call: 'order', how: 'after', times: 1 })
  await outside(house.double, 'rules', { provider: 'wechatpay', call: 'ask', how: 'silent', times: 0 })
  await showCode(page)
  const here = page.getByRole('article', { name: /线上收款/ })
  await expect(here.getByText('结果未明')).toBeVisible()
  await expect(here.getByText(/请不要重复收付/)).toBeVisible()
  // Nobody asks for the same money twice meanwhile.
  await page.getByRole('button', { name: '扫码付款' }).click()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('已经提交过了')
  await page.getByRole('dialog').getByRole('button', { name: /取\s?消/ }).click()

  const asked = await latest(page, patient)
  await page.goto('/cashier')
  await page.getByRole('link', { name: '外部往来' }).click()
  const card = page.getByRole('article', { name: `线上收款 ${asked.number}` })
  await expect(card.getByText('结果未明')).toBeVisible()
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await picture(page, 'outside')
  // It is paid, and the call that would tell of it gets lost.
  await outside(house.double, 'rules', { provider: 'wechatpay', call: 'transaction', how: 'mute', times: 1 })
  await outside(house.double, 'pay', { number: asked.number })
  await outside(house.double, 'clear')
  await card.getByRole('button', { name: '再问一次' }).click()
  await expect(card.getByText('已成功并入账。')).toBeVisible()
  expect(await api<{ owed: number }>(page, `/billing/patients/${patient}`)).toMatchObject({ owed: 0 })
})

test('the owner tries the accounts at the providers', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/settings/accounts')
  const row = page.getByRole('row').filter({ hasText: '微信支付' })
  await row.getByRole('button', { name: /测\s?试/ }).click()
  await expect(row.getByText('连通')).toBeVisible()
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await row.getByText('微信支付').click()
  await expect(page.getByRole('dialog').getByText(/回调地址/)).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'provider-account')
})
