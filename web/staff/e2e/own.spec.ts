import type { Page } from '@playwright/test'
import { PEOPLE, api, expect, logIn, picture, serious, test, type House } from './house'

interface Named { id: string; name: string }

/** A telephone that opens what was scanned. */
async function telephone(page: Page): Promise<Page> {
  const context = await page.context().browser()!.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  return context.newPage()
}

async function meet(house: House, key: string, name: string) {
  await fetch(`${house.double}/__ctl/person`, { method: 'POST', body: JSON.stringify({ key, name, phone: key }) })
}

/** On the way through the double somebody says who holds the telephone. */
async function holds(phone: Page, name: string) {
  await phone.getByLabel('姓名或手机号').fill(name)
  await phone.getByRole('button', { name: '找' }).click()
  await phone.getByRole('link', { name }).click()
}

const narrow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
async function shot(page: Page, name: string) { if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/own-${name}.png`, fullPage: true }) }

test('at the desk a mother scans a code, binds her own WeChat, and the desk sees it by itself', async ({ page, house }) => {
  await meet(house, '12899990011', '绑定妈妈')
  await meet(house, '12899990012', '绑定爸爸')
  await logIn(page, PEOPLE.frontDesk)
  const { items } = await api<{ items: Named[] }>(page, '/patients/search?q=F0000&limit=50')
  const patient = items[5]!
  await page.goto(`/patients/${patient.id}/messages`)
  const invited = page.waitForResponse((r) => /\/invites$/.test(r.url()) && r.request().method() === 'POST')
  await page.getByRole('button', { name: '绑定微信' }).click()
  const { link } = await (await invited).json() as { link: string }
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByRole('img', { name: '绑定微信的二维码' })).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'own-desk')

  const phone = await telephone(page)
  await phone.goto(link)
  await holds(phone, '绑定妈妈')
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('的提醒发到这个微信')
  expect(phone.url()).not.toMatch(/code=|state=/)
  await expect(phone.getByText(patient.name)).toHaveCount(0) // masked: it may be read over a shoulder
  expect(await serious(phone)).toEqual([])
  expect(await narrow(phone)).toBe(true)
  for (const box of await phone.locator('.tap').all()) expect((await box.boundingBox())?.height ?? 48).toBeGreaterThanOrEqual(44)
  await shot(phone, 'ask')
  await phone.getByRole('button', { name: '确认绑定' }).click()
  await expect(phone.getByText('请先选一项')).toBeVisible()
  await phone.getByRole('radio', { name: '妈妈' }).click()
  await phone.getByRole('button', { name: '确认绑定' }).click()
  await expect(phone.getByRole('heading', { name: '绑定好了' })).toBeVisible()
  await expect(phone.getByText('还差一步：关注公众号')).toBeVisible()
  expect(await serious(phone)).toEqual([])
  expect(await narrow(phone)).toBe(true)
  await shot(phone, 'done')

  // Nobody touches the desk's screen.
  await expect(drawer.getByText(/已绑定：微信 · .*妈妈/)).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'own-desk-done')
  await drawer.getByRole('button', { name: '完成' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: /公众号.*妈妈.*没有关注/ })).toBeVisible()

  // The same code serves nobody else.
  const second = await telephone(page)
  await second.goto(link)
  await expect(second.getByRole('heading', { name: '这个二维码已经用过了' })).toBeVisible()
  await shot(second, 'used')
})

test('behind the account’s menu somebody ends a binding and takes it back; a closed code is over', async ({ page, house }) => {
  await meet(house, '12899990013', '菜单外婆')
  await logIn(page, PEOPLE.frontDesk)
  const { items } = await api<{ items: Named[] }>(page, '/patients/search?q=F0000&limit=50')
  const patient = items[6]!
  const { link } = await api<{ link: string }>(page, `/messages/patients/${patient.id}/invites`, { clinic_id: 'CLINIC' })
  const phone = await telephone(page)
  await phone.goto(link)
  await holds(phone, '菜单外婆')
  await phone.getByRole('radio', { name: '其他亲友' }).click()
  await phone.getByRole('button', { name: '确认绑定' }).click()
  await expect(phone.getByRole('heading', { name: '绑定好了' })).toBeVisible()

  await phone.goto(`${house.double}/official/menu?person=12899990013`)
  await expect(phone.getByRole('heading', { name: '我的绑定' })).toBeVisible()
  await shot(phone, 'mine')
  await phone.getByRole('button', { name: /^解除/ }).click()
  await expect(phone.getByText(/已解除/)).toBeVisible()
  expect(await serious(phone)).toEqual([])
  await shot(phone, 'gone')
  await phone.getByRole('button', { name: '撤销' }).click()
  await expect(phone.getByRole('button', { name: /^解除/ })).toBeVisible()
  await expect(phone.getByText(/已解除/)).toHaveCount(0)

  await page.goto(`/patients/${patient.id}/messages`)
  const invited = page.waitForResponse((r) => /\/invites$/.test(r.url()) && r.request().method() === 'POST')
  await page.getByRole('button', { name: '绑定微信' }).click()
  const closed = await (await invited).json() as { link: string }
  await expect(page.getByRole('dialog').getByRole('img', { name: '绑定微信的二维码' })).toBeVisible()
  const ended = page.waitForResponse((r) => /\/invites\//.test(r.url()) && r.request().method() === 'DELETE')
  await page.keyboard.press('Escape')
  await ended
  await phone.goto(closed.link)
  await expect(phone.getByRole('heading', { name: '这个二维码已经失效' })).toBeVisible()

  // Somebody else's way back from WeChat opens nothing.
  const other = await telephone(page)
  await other.goto(`${house.url}/m/b/demo/back?code=x&state=y`)
  await expect(other.getByRole('heading', { name: '请重新扫码' })).toBeVisible()
})
