import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

const QUIET = { width: 390, height: 844 }

test('a segment is made in sentences, tried, compared, put in force and explained', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/segments')
  await expect(page.getByRole('row', { name: /高频消费/ })).toContainText('近一年收费超过 4 次')
  await expect(page.getByRole('row', { name: /不做营销/ })).toBeVisible()
  await picture(page, 'segments')
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)

  const name = `近期到诊 ${Date.now() % 100_000}`
  await page.getByRole('button', { name: '新建分群' }).click()
  await page.getByRole('dialog').getByLabel('名称').fill(name)
  await page.keyboard.press('Control+Enter')
  await expect(page).toHaveURL(/\/segments\/[0-9a-f-]{36}/)
  await page.getByRole('tab', { name: '规则' }).click()
  await expect(page.getByText(/现在符合：\d+ 人/)).toBeVisible()

  // One condition more, from the keyboard; what does not fit stands at its condition.
  await page.getByRole('button', { name: '加条件' }).click()
  await page.keyboard.type('年龄')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/年龄等于 0 岁/)).toBeVisible()
  const row = page.locator('.au-row').last()
  await row.getByLabel('比较').click()
  await page.locator('.ant-select-item-option', { hasText: '至少' }).last().click()
  await row.getByLabel('取值').fill('200')
  await row.getByLabel('取值').press('Tab')
  await expect(row.getByRole('alert')).toBeVisible()
  await row.getByLabel('取值').fill('18')
  await row.getByLabel('取值').press('Tab')
  await expect(row.getByRole('alert')).toHaveCount(0)
  await picture(page, 'segment-rule')
  expect(await serious(page)).toEqual([])

  await page.getByRole('button', { name: '存为草稿' }).click()
  await expect(page.getByText('启用后的变化')).toBeVisible()
  await expect(page.getByText(/加入 \d+ 人/)).toBeVisible()
  await page.getByRole('button', { name: '启用新版' }).click()
  await expect(page.getByText(/新版已生效/)).toBeVisible()

  await page.getByRole('tab', { name: '成员' }).click()
  await page.getByRole('button', { name: '为什么' }).first().click()
  await expect(page.getByText('在群里')).toBeVisible()
  await expect(page.getByText(/年龄至少 18 岁/)).toBeVisible()
  await picture(page, 'segment-why')
  expect(await serious(page)).toEqual([])
  await page.getByRole('tab', { name: '重叠' }).click()
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await page.getByRole('tab', { name: '版本' }).click()
  await expect(page.getByText('生效中')).toBeVisible()

  // Out of use again, with the way back beside it.
  await page.getByRole('button', { name: /归档$/ }).click()
  await expect(page.getByRole('button', { name: '恢复' })).toBeVisible()
})

test('a patient has their segments on their page, each with why; a telephone shows it too', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/segments')
  const all = await api<{ items: { id: string; shipped: string; size: number }[] }>(page, '/audience/segments')
  const big = all.items.filter((s) => s.shipped).sort((a, b) => b.size - a.size)[0]!
  const members = await api<{ items: { id: string }[] }>(page, `/audience/segments/${big.id}/members?limit=1`)
  await page.goto(`/patients/${members.items[0]!.id}/segments`)
  await page.getByRole('button', { name: '为什么' }).first().click()
  await expect(page.getByRole('dialog').getByText('在群里')).toBeVisible()
  expect(await serious(page)).toEqual([])
  await page.setViewportSize(QUIET)
  await page.goto(`/segments/${big.id}?tab=edit`)
  await expect(page.getByText(/现在符合/)).toBeVisible()
  expect(await fits(page)).toBe(true)
  await page.goto('/segments')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  expect(await fits(page)).toBe(true)
})
