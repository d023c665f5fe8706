import type { Page } from '@playwright/test'
import { PEOPLE, api, expect, logIn, serious, test, type House } from './house'

interface Sheet { name: string; doctor: string; answered: boolean; over: boolean; questions: { key: string; kind: string }[] | null }

/** Links of forms that wait for an answer, as the messages of all clinics carry them: those of one clinic are few, and other stories answer some. */
async function links(page: Page): Promise<{ link: string; clinic: string }[]> {
  const out: { link: string; clinic: string }[] = []
  const { clinics } = await api<{ clinics: { clinic: { id: string } }[] }>(page, '/org/me')
  for (const [clinic, state] of clinics.flatMap((c) => ['', '&state=planned'].map((s) => [c.clinic.id, s] as const))) {
    const { items } = await api<{ items: { id: string }[] | null }>(page, `/messages/messages?clinic_id=${clinic}&purpose=followup.form&limit=60${state}`)
    for (const m of items ?? []) {
      const { link } = await api<{ link: string }>(page, `/messages/messages/${m.id}`)
      if (/^\/m\/f\//.test(link)) out.push({ link, clinic })
    }
  }
  return out
}

const sheetOf = async (house: House, link: string) => await (await fetch(`${house.url}/api/v1/followup/forms/${link.replace('/m/f/', '')}`)).json() as Sheet

/** A telephone, held in one hand. */
async function telephone(page: Page, house: House): Promise<Page> {
  const context = await page.context().browser()!.newContext({ baseURL: house.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  return context.newPage()
}

const narrow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

test('a form is answered on a telephone while the line breaks; an amber answer says who calls, and the doctor has the task', async ({ page, house }) => {
  await logIn(page, PEOPLE.owner)
  const waiting = []
  for (const { link, clinic } of await links(page)) {
    const sheet = await sheetOf(house, link)
    if (!sheet.answered && !sheet.over && sheet.questions?.some((q) => q.key === 'pain')) waiting.push({ link, clinic, sheet })
  }
  const { link, clinic, sheet } = waiting[0]!
  const phone = await telephone(page, house)
  await phone.goto(link)
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('感觉怎么样')
  await expect(phone.getByText(sheet.name)).toBeVisible()
  expect(sheet.name).toMatch(/\*/)
  expect(await serious(phone)).toEqual([])
  expect(await narrow(phone)).toBe(true)
  for (const box of await phone.locator('.tap').all()) expect((await box.boundingBox())?.height ?? 48).toBeGreaterThanOrEqual(44)
  if (process.env.SHOTS) await phone.screenshot({ path: `${process.env.SHOTS}/phone-form.png` })

  // What somebody in danger answers brings the safety sentence at once, and goes with it.
  const dangers = [['airway', '呼吸、吞咽困难吗', '是', '不是'], ['swelling', '肿胀', '扩散到眼、颈或口底', '无']] as const
  for (const [key, question, bad, good] of dangers.filter(([k]) => sheet.questions!.some((q) => q.key === k))) {
    const group = phone.getByRole('group', { name: question, exact: true })
    await group.getByRole('radio', { name: bad, exact: true }).click()
    await expect(phone.getByRole('alert').filter({ hasText: '请立即拨打 120' }), key).toBeInViewport({ ratio: 0.9 })
    await group.getByRole('radio', { name: good, exact: true }).click()
    await expect(phone.getByText('请立即拨打 120')).toBeHidden()
  }
  await phone.getByRole('radio', { name: '7', exact: true }).click()
  const trend = phone.getByRole('group', { name: '和昨天比' })
  if (await trend.isVisible()) await trend.getByRole('radio', { name: '加重' }).click()

  // It is kept when the page is closed.
  await phone.reload()
  await expect(phone.getByRole('radio', { name: '7', exact: true })).toBeChecked()

  await phone.context().setOffline(true)
  await phone.getByRole('button', { name: '发送' }).click()
  await expect(phone.getByText(/还有 \d+ 题没答/)).toBeVisible()
  await phone.getByRole('button', { name: '就这样发送' }).click()
  await expect(phone.getByText('还没有发出去')).toBeVisible()
  expect(await serious(phone)).toEqual([])
  await phone.context().setOffline(false)
  await expect(phone.getByRole('heading', { name: /医生会给您回电话/ })).toBeVisible()
  await expect(phone.getByText(/\d+:\d\d前打给您/)).toBeVisible()
  await expect(phone.getByRole('link', { name: /^打给/ })).toHaveAttribute('href', /^tel:/)
  expect(await serious(phone)).toEqual([])
  if (process.env.SHOTS) await phone.screenshot({ path: `${process.env.SHOTS}/phone-amber.png` })

  // Once is enough.
  await phone.goto(link)
  await expect(phone.getByRole('heading', { name: '您已经回答过了，谢谢' })).toBeVisible()
  await phone.context().close()

  const tasks = await api<{ items: { kind: string; state: string }[] }>(page, `/tasks?whose=clinic&state=open&clinic_id=${clinic}&limit=100`)
  expect(tasks.items.filter((x) => x.kind === 'followup.doctor_call').length).toBeGreaterThan(0)
})

test('a link that nobody knows says what to do, in the language of the telephone', async ({ page, house }) => {
  const phone = await telephone(page, house)
  await phone.goto('/m/f/demo/abcdefgh2345')
  await expect(phone.getByRole('heading', { name: '没有找到这份表单' })).toBeVisible()
  await expect(phone.getByText(/从原来那条消息再点一次/)).toBeVisible()
  expect(await serious(phone)).toEqual([])
  expect(await narrow(phone)).toBe(true)
  await phone.goto('/m/')
  await expect(phone.getByRole('heading', { name: '没有找到这份表单' })).toBeVisible()
  await phone.context().close()

  const english = await (await page.context().browser()!.newContext({ baseURL: house.url, locale: 'en-GB' })).newPage()
  await english.goto('/m/f/demo/abcdefgh2345')
  await expect(english.getByRole('heading', { name: 'We cannot find this form' })).toBeVisible()
  await english.context().close()
})
