import type { Locator, Page } from '@playwright/test'
import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

interface Today { visits: { patient: { id: string; name: string } }[] }
interface Listing { items: { id: string }[] }

/** Somebody of today's list who has no plan yet. */
async function somebody(page: Page): Promise<string> {
  const { visits } = await api<Today>(page, '/visits/today?clinic_id=CLINIC')
  for (const v of visits) {
    if ((await api<Listing>(page, `/plans?patient_id=${v.patient.id}`)).items.length === 0) return v.patient.id
  }
  throw new Error('everybody has a plan')
}

const drawer = (page: Page): Locator => page.getByRole('dialog').last()

/** Adds an item of the price list to the plan that is being written. */
async function add(page: Page, code: string): Promise<void> {
  const box = drawer(page).getByRole('combobox', { name: /添加项目/ })
  await box.click()
  await box.fill(code)
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: code }).first().click()
}

test('two alternatives with teeth: compared, presented, agreed, executed, undone, changed by another person\'s word', async ({ page, browser, house }) => {
  test.setTimeout(180_000)
  await logIn(page, PEOPLE.doctor, '/today')
  await expect(page.getByRole('heading', { name: /^在椅/ })).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'doctor-today')
  const patient = await somebody(page)
  await page.goto(`/patients/${patient}/plans`)

  // The first: a root canal on a tooth of the chart, and a crown, as a text.
  await page.getByRole('button', { name: '新建方案' }).click()
  await drawer(page).getByRole('textbox', { name: '方案名称' }).fill('保留患牙')
  await add(page, 'E04')
  await drawer(page).getByRole('button', { name: /选择牙位/ }).click()
  await page.locator('[data-tooth="46"] .tc-hit').click()
  await expect(drawer(page).getByText(/^46/).last()).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'plan-teeth')
  await drawer(page).getByRole('button', { name: '选用' }).click()
  await expect(page.getByRole('textbox', { name: /牙位.*根管/ })).toHaveValue('46')
  await add(page, 'R05')
  await drawer(page).getByRole('textbox', { name: /牙位.*全瓷冠/ }).fill('46')
  await drawer(page).getByRole('spinbutton', { name: '整单折扣，实付' }).fill('98')
  await expect(drawer(page).getByRole('list', { name: '价格构成' })).toContainText('整单折扣')
  expect(await serious(page)).toEqual([])
  await picture(page, 'plan-editor')
  await drawer(page).getByRole('button', { name: '保存' }).click()
  const kept = page.getByRole('article', { name: '保留患牙' })
  await expect(kept.getByText('草稿')).toBeVisible()

  // The other, beside it.
  await page.getByRole('button', { name: '添加备选方案' }).click()
  await drawer(page).getByRole('textbox', { name: '方案名称' }).fill('拔除')
  await add(page, 'S02')
  await drawer(page).getByRole('textbox', { name: /牙位/ }).fill('46')
  await drawer(page).getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('article', { name: '拔除' })).toBeVisible()
  await page.getByRole('button', { name: '并排比较' }).click()
  await expect(drawer(page).getByRole('columnheader', { name: /拔除/ })).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'plan-compare')
  await page.keyboard.press('Escape')

  // Shown, agreed: the other is declined.
  await kept.getByRole('button', { name: '出示给患者' }).click()
  await expect(kept.getByText('已出示')).toBeVisible()
  await kept.getByRole('button', { name: '患者同意' }).click()
  await kept.getByRole('alertdialog').getByRole('button', { name: /患者同意/ }).click()
  await expect(kept.getByText('已成交')).toBeVisible()
  await expect(page.getByRole('article', { name: '拔除' }).getByText('未采用')).toBeVisible()

  // Executed, and undone with a reason.
  await kept.getByRole('button', { name: /^执行/ }).click()
  await drawer(page).getByRole('checkbox').first().check()
  expect(await serious(page)).toEqual([])
  await picture(page, 'plan-execute')
  await drawer(page).getByRole('button', { name: /^执行（划扣） ¥/ }).click()
  await expect(kept.getByText('1/1')).toBeVisible()
  await kept.getByRole('button', { name: '更多' }).click()
  await page.getByRole('menuitem', { name: '执行记录' }).click()
  await kept.getByRole('button', { name: '撤销执行' }).click()
  await drawer(page).getByRole('combobox').click()
  await page.locator('.ant-select-item-option', { hasText: '实际未做' }).click()
  await drawer(page).getByRole('button', { name: '撤销执行' }).click()
  await expect(kept.getByText('已撤销 · 实际未做')).toBeVisible()

  // Another version, with its difference before it is sent; somebody else decides.
  await kept.getByRole('button', { name: '更多' }).click()
  await page.getByRole('menuitem', { name: '变更方案' }).click()
  await drawer(page).getByRole('textbox', { name: /牙位.*全瓷冠/ }).fill('46,47')
  await expect(drawer(page).getByRole('region', { name: '与已成交方案的差异' }).locator('ins').first()).toHaveText('47,46')
  await drawer(page).getByRole('textbox', { name: '原因' }).fill('邻牙同样需要冠修复')
  expect(await serious(page)).toEqual([])
  await picture(page, 'plan-change')
  await drawer(page).getByRole('button', { name: '提交审批' }).click()

  const boss = await (await browser.newContext({ baseURL: house.url })).newPage()
  await logIn(boss, PEOPLE.manager, '/tasks/approvals')
  const asked = boss.getByRole('article').filter({ hasText: '邻牙同样需要冠修复' }).first()
  await expect(asked.locator('ins').first()).toHaveText('47,46')
  expect(await serious(boss)).toEqual([])
  await picture(boss, 'approvals')
  await asked.getByRole('button', { name: '同意', exact: true }).click()
  await boss.close()

  // The page of who asked shows it by itself.
  await expect(kept.getByText('第 2 版')).toBeVisible()
  expect(await fits(page)).toBe(true)
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await fits(page)).toBe(true)
  await page.setViewportSize({ width: 1180, height: 820 })
})

test('what was done without a plan is executed in the chair, and the visit is finished with it', async ({ page }) => {
  await logIn(page, PEOPLE.doctor, '/today')
  await page.setViewportSize({ width: 1180, height: 820 })
  await page.getByRole('combobox', { name: '看谁的患者' }).click()
  await page.locator('.ant-select-item-option', { hasText: '全部医生' }).click()
  const card = page.locator('.dd-card').filter({ has: page.getByRole('button', { name: '直接执行' }) }).filter({ has: page.locator('button:enabled', { hasText: '治疗完成' }) }).first()
  const name = (await card.getAttribute('aria-label'))!
  await card.getByRole('button', { name: '直接执行' }).click()
  await add(page, 'G03')
  await expect(drawer(page).getByRole('button', { name: /^执行（划扣） ¥30.00/ })).toBeVisible()
  await picture(page, 'plan-direct')
  await drawer(page).getByRole('button', { name: '执行并完成治疗' }).click()
  await expect(page.locator('.dd-rows li').filter({ hasText: name }).filter({ hasText: '复诊检查' })).toBeVisible()
  expect(await fits(page)).toBe(true)
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await fits(page)).toBe(true)
})
