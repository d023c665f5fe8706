import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

const GOES = '12899990031'
const STAYS = '12899990032'

/** Lets the double play something. */
async function play(double: string, path: string, body?: unknown): Promise<Response> {
  return await fetch(`${double}/__ctl/${path}`, { method: 'POST', ...(body ? { body: JSON.stringify(body) } : {}) })
}

test('the customers of a colleague go to another: one goes over, one does not want to', async ({ page, house }) => {
  await play(house.double, 'person', [{ key: GOES, name: '移交阿姨', phone: GOES }, { key: STAYS, name: '不换叔叔', phone: STAYS }])
  for (const who of [GOES, STAYS]) await play(house.double, `follow?person=${who}&staff=dougenguan`)
  await logIn(page, PEOPLE.manager, '/messages/contacts?view=moves')
  const give = page.getByRole('button', { name: '移交窦根管的客户' })
  await expect(give).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('row', { name: /窦根管/ }).first()).toContainText('2', { timeout: 30_000 })
  await give.click()
  const drawer = page.getByRole('dialog', { name: '移交窦根管的客户' })
  await expect(drawer.getByRole('status')).toHaveText('2 位客户：2 位可移交')
  await drawer.getByLabel('交给').click()
  await page.keyboard.type('许无蛀')
  await page.getByTitle('许无蛀', { exact: true }).click()
  await expect(drawer.getByLabel('接替后告诉客户')).toHaveValue(/我是许无蛀。窦根管的工作由我接替/)
  await drawer.getByRole('checkbox', { name: '不换叔叔' }).uncheck()
  await expect(drawer.getByRole('button', { name: '移交 1 位客户' })).toBeVisible()
  await drawer.getByRole('checkbox', { name: '全部客户' }).check()
  expect(await serious(page)).toEqual([])
  await picture(page, 'move-drawer')
  await drawer.getByRole('button', { name: '移交 2 位客户' }).click()
  await expect(page.getByText('已提交 2 位')).toBeVisible()
  const goes = page.getByRole('row', { name: /移交阿姨/ })
  const stays = page.getByRole('row', { name: /不换叔叔/ })
  for (const row of [goes, stays]) await expect(row).toContainText('等待接替', { timeout: 30_000 })

  expect((await play(house.double, `decline?person=${STAYS}`)).ok).toBe(true)
  await expect(stays).toContainText('客户拒绝', { timeout: 30_000 })
  await expect(stays).toContainText('客户选择暂不转接')
  await play(house.double, 'ripen') // the day is up
  await expect(goes).toContainText('已接替', { timeout: 60_000 })
  expect(await (await play(house.double, `moved?person=${GOES}`)).json()).toEqual(['dougenguan xuwuzhu 1'])
  await expect(page.getByRole('row', { name: /许无蛀/ }).first()).toContainText('1')
  expect(await serious(page)).toEqual([])
  await picture(page, 'moves')
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await fits(page)).toBe(true)
})

test('whose colleague left stands first, with nobody who looks after them', async ({ page, house }) => {
  await play(house.double, 'person', { key: STAYS, name: '不换叔叔', phone: STAYS })
  await play(house.double, `follow?person=${STAYS}&staff=dougenguan`)
  await logIn(page, PEOPLE.owner, '/messages/contacts?view=moves')
  await expect(page.getByRole('button', { name: '移交窦根管的客户' })).toBeVisible({ timeout: 30_000 })
  const { colleagues } = await api<{ colleagues: { userid: string; staff_id: string }[] }>(page, '/messages/moves/colleagues?clinic_id=CLINIC')
  const left = colleagues.find((c) => c.userid === 'dougenguan')!.staff_id
  await api(page, `/org/staff/${left}/close`, {})
  try {
    await page.reload()
    await expect(page.getByRole('row').nth(1)).toContainText(/离职，[12] 位客户无人跟进/)
    await page.getByRole('button', { name: '移交窦根管的客户' }).click()
    const drawer = page.getByRole('dialog', { name: '移交窦根管的客户' })
    await expect(drawer.getByRole('radio', { name: '已离职' })).toBeChecked()
    await expect(drawer.getByLabel('接替后告诉客户')).toHaveCount(0)
    await picture(page, 'move-left')
  } finally {
    await api(page, `/org/staff/${left}/open`, {})
  }
})
