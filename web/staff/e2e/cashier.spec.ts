import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

interface Found { items: { id: string; name: string }[] }

test('a bill over the limit is approved by another, paid by two means, taken back in part; the till is closed', async ({ page, browser, house }) => {
  await logIn(page, PEOPLE.frontDesk, '/cashier')
  await expect(page.getByRole('heading', { name: '今日到诊' })).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'cashier')

  // A patient who owes nothing, so that the amounts are those of this story.
  const people = await api<Found>(page, '/patients?clinic_id=CLINIC&limit=50')
  let patient = ''
  for (const p of people.items) {
    const account = await api<{ owed: number; prepaid: number; principal: number }>(page, `/billing/patients/${p.id}`)
    if (account.owed === 0 && account.prepaid === 0 && account.principal === 0) { patient = p.id; break }
  }
  await page.goto(`/patients/${patient}/money`)
  await expect(page.getByRole('button', { name: '开单' })).toBeVisible()

  // By keyboard: N makes a bill. 20 % on a large filling is beyond the desk's 5 %.
  await page.keyboard.press('n')
  const drawer = page.getByRole('dialog')
  const choose = async (text: string) => {
    await drawer.getByRole('combobox', { name: '收费项目' }).last().click()
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
  }
  await choose('R02')
  await drawer.getByRole('textbox', { name: '牙位' }).fill('36')
  await drawer.getByRole('textbox', { name: '优惠 1' }).fill('84')
  await expect(drawer.getByText('优惠 20% 超过您的上限 5%，需要审批')).toBeVisible()
  await expect(drawer.getByText('单项优惠').first()).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'bill-over-limit')
  await drawer.getByLabel('申请原因').fill('复诊多年的老患者')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name: '待审批账单' })).toBeVisible()
  expect(await api<{ owed: number }>(page, `/billing/patients/${patient}`)).toMatchObject({ owed: 0 })

  // The manager sees the lines and the difference, and approves.
  const other = await browser.newContext({ baseURL: house.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const boss = await other.newPage()
  await logIn(boss, PEOPLE.manager, '/tasks/approvals')
  const card = boss.getByRole('article', { name: '账单优惠审批' }).filter({ hasText: '复诊多年的老患者' })
  await expect(card.getByText('R02', { exact: false })).toBeVisible()
  expect(await serious(boss)).toEqual([])
  await picture(boss, 'approval-of-bill')
  await card.getByRole('button', { name: /同\s?意/ }).first().click()
  await expect(boss.getByText('已同意').first()).toBeVisible()
  await other.close()

  // Live: what was approved is owed now. Two more sealants, then Enter pays.
  await expect(page.getByRole('button', { name: '收款' })).toBeVisible()
  await page.getByRole('button', { name: '开单' }).click()
  await choose('P05')
  await drawer.getByRole('spinbutton', { name: '数量' }).fill('2')
  await expect(drawer.locator('.bl-stairs .net')).toContainText('200.00')
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('.bl-box').filter({ hasText: '欠费' })).toContainText('536.00')
  await expect(drawer).toBeHidden()
  await page.locator('.bl-top').click({ position: { x: 2, y: 2 } })
  await page.keyboard.press('Enter')
  await expect(drawer.getByText('要付的项目')).toBeVisible()
  const amounts = drawer.locator('.bl-rows .row input[inputmode=decimal]')
  await amounts.first().fill('500')
  await drawer.getByRole('button', { name: '再加一种支付方式' }).click()
  await amounts.nth(1).fill('36')
  await expect(drawer.getByText('收款后仍欠').locator('..')).toContainText('0.00')
  expect(await serious(page)).toEqual([])
  await picture(page, 'pay-mixed')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/已收款，收据 \S+S\d\d-\d{6}/)).toBeVisible()

  // One of the two sealants goes back; where its money goes stands there before.
  const line = (await api<{ bills: { lines: { id: string; code: string; quantity: number }[] }[] }>(page, `/billing/patients/${patient}`)).bills.flatMap((b) => b.lines).find((l) => l.code === 'P05')!
  const may = await api<{ left: number }>(page, `/billing/lines/${line.id}/refund?quantity=1`).then(() => true, () => false)
  expect(may).toBe(false) // the front desk does not give money back
  const third = await browser.newContext({ baseURL: house.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const manager = await third.newPage()
  await logIn(manager, PEOPLE.manager, `/patients/${patient}/money`)
  await manager.getByRole('button', { name: /退项 窝沟封闭/ }).click()
  const back = manager.getByRole('dialog')
  await back.getByRole('spinbutton').fill('1')
  await expect(back.getByText('冲减应收').locator('..')).toContainText('100.00')
  await expect(back.getByText(/退到/).first()).toBeVisible()
  await back.getByRole('combobox', { name: '原因' }).click()
  await manager.locator('.ant-select-item-option', { hasText: '未做' }).click()
  await picture(manager, 'take-back')
  expect(await serious(manager)).toEqual([])
  await manager.keyboard.press('Control+Enter')
  await expect(manager.getByText('已退项，冲减 ¥100.00')).toBeVisible()
  await third.close()

  // The till: count what is expected, and close it.
  await page.goto('/cashier')
  await page.getByRole('button', { name: '日结（交班）' }).click()
  await expect(drawer.getByText('应有').first()).toBeVisible()
  const till = await api<{ counts: { expected: number }[] }>(page, '/billing/till?clinic_id=CLINIC')
  const counted = drawer.getByLabel('实点')
  for (const [i, c] of till.counts.entries()) await counted.nth(i).fill((c.expected / 100).toFixed(2))
  await expect(drawer.getByText('与应有一致').first()).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('已日结，差额 ¥0.00')).toBeVisible()
})

test('the day book ties together, and a statement stands beside it', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/cashier/day')
  await expect(page.getByRole('heading', { name: '日流水' })).toBeVisible()
  await page.getByRole('button', { name: '前一天' }).click()
  await expect(page.getByText('账平').first()).toBeVisible()
  await expect(page.getByRole('heading', { name: /门店往来/ })).toBeVisible()
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await picture(page, 'day-book')
  const note = page.getByRole('button', { name: /对账 微信支付/ })
  if (await note.isVisible()) {
    await note.click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('渠道到账').fill('1.00')
    await drawer.getByLabel('差额原因').fill('次日到账')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('次日到账')).toBeVisible()
  }
})
