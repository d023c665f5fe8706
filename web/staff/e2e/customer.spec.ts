import { PEOPLE, expect, fits, logIn, picture, serious, test } from './house'

/** Lets somebody add a colleague at WeCom, as the double plays it. */
async function befriend(double: string, key: string, name: string, staff: string) {
  await fetch(`${double}/__ctl/person`, { method: 'POST', body: JSON.stringify({ key, name, phone: key }) })
  await fetch(`${double}/__ctl/follow?person=${key}&staff=${staff}`, { method: 'POST' })
}

test('beside a chat in WeCom a colleague sees who it is, registers them, and sends a ready text', async ({ page, house }) => {
  const key = '12899990001'
  await befriend(house.double, key, '积木外婆', 'anhuifang')
  await page.setViewportSize({ width: 1200, height: 900 })
  await page.goto(`${house.double}/client?staff=anhuifang&person=${key}`)
  const side = page.frameLocator('#side')
  // No password: WeCom says who holds the telephone.
  await expect(side.getByRole('heading', { name: '积木外婆' })).toBeVisible({ timeout: 30_000 })
  await expect(side.getByRole('heading', { name: '这是谁？' })).toBeVisible()
  await side.getByRole('combobox', { name: '是谁的微信' }).click()
  await side.locator('.ant-select-item-option', { hasText: '祖' }).first().click()
  await side.getByRole('button', { name: '新建患者档案' }).click()
  await side.getByLabel('姓名').fill('艾积木甲')
  await side.getByRole('button', { name: '建档并绑定' }).click()
  await expect(side.getByRole('heading', { name: '艾积木甲' })).toBeVisible()
  await expect(side.getByText('没有同意接收优惠：不发活动')).toBeVisible()
  await picture(page, 'customer')

  // The clinic's own texts stand beside those of the program, by what they are for, with the patient's name in them.
  await side.getByLabel('找话术').fill('补牙')
  await expect(side.getByRole('button', { name: /^补牙后/ })).toContainText('艾积木甲')
  await expect(side.getByRole('button', { name: /^问候/ })).toHaveCount(0)
  await picture(page, 'customer-texts')
  await side.getByLabel('找话术').fill('')
  await side.getByRole('button', { name: /^问候/ }).click()
  await side.getByRole('button', { name: '发到聊天里' }).click()
  await expect(page.locator('#chat .b.me')).toContainText('艾积木甲')
  await expect(side.getByText('同事说已发')).toBeVisible()

  await side.getByRole('button', { name: '不是替这位患者联系' }).click()
  await expect(side.getByRole('heading', { name: '这是谁？' })).toBeVisible()
  await side.getByRole('button', { name: /撤销/ }).click()
  await expect(side.getByRole('heading', { name: '艾积木甲' })).toBeVisible()
})

test('outside WeCom the page says where it belongs', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/')
  await page.goto('/wx/customer?g=x&a=00000000-0000-7000-8000-000000000000')
  await expect(page.getByText('请在企业微信的聊天侧边栏里打开')).toBeVisible()
})

test('contacts, patients without one, and customers by colleague stand in one place', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/messages/contacts')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await page.getByText('患者还没联系人', { exact: true }).click()
  await expect(page.getByText(/快来就诊的排在前面/)).toBeVisible()
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  expect(await serious(page)).toEqual([])
  await page.getByText('同事的客户', { exact: true }).click()
  await expect(page.getByRole('row', { name: /陆小簧/ })).toBeVisible()
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await fits(page)).toBe(true)
})

test('a code is made, hangs on the wall, and who scans it is known to come from there', async ({ page, house }) => {
  await logIn(page, PEOPLE.manager, '/messages/contacts?view=codes')
  await expect(page.getByRole('row', { name: /前台立牌/ })).toContainText('使用中', { timeout: 30_000 })
  await page.getByRole('button', { name: '新建活码' }).click()
  await page.getByLabel('放在哪里').fill('电梯海报')
  await page.getByLabel('接待的同事').click()
  await page.keyboard.type('安回访')
  await page.locator('.ant-select-item-option', { hasText: '安回访' }).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Enter')
  const row = page.getByRole('row', { name: /电梯海报/ })
  await expect(row).toContainText('使用中', { timeout: 30_000 })
  expect(await serious(page)).toEqual([])
  await row.getByRole('button', { name: /查看打印/ }).click()
  const code = page.getByRole('img', { name: '活码“电梯海报”' })
  await expect.poll(() => code.evaluate((i: HTMLImageElement) => i.naturalWidth)).toBeGreaterThan(100)
  await picture(page, 'code')

  const key = '12899990002'
  await fetch(`${house.double}/__ctl/person`, { method: 'POST', body: JSON.stringify({ key, name: '电梯叔叔', phone: key }) })
  const config = ((await code.getAttribute('src')) ?? '').split('/').pop()
  await fetch(`${house.double}/__ctl/scan?person=${key}&config=${config}`, { method: 'POST' })
  await page.getByRole('button', { name: '返回列表' }).click()
  await expect(row.getByRole('cell').nth(2)).toHaveText('1', { timeout: 30_000 })
  await page.setViewportSize({ width: 1200, height: 900 })
  await page.goto(`${house.double}/client?staff=anhuifang&person=${key}`)
  await expect(page.frameLocator('#side').getByText('来自活码：电梯海报')).toBeVisible({ timeout: 30_000 })
})
