import type { Locator, Page } from '@playwright/test'
import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

interface Named {
  id: string
  name: string
}
interface Message {
  id: string
  purpose: string
  state: string
}

const DAY = 24 * 3_600_000

/** Registers somebody new. */
async function register(page: Page, name: string): Promise<Named> {
  const number = `128${String(Date.now()).slice(-8)}`
  const { patient } = await api<{ patient: Named }>(page, '/patients', { clinic_id: 'CLINIC', name, sex: 'female', birth_day: '1990-05-01', source: 'other', confirm_new: true, contacts: [{ label: 'mobile', whose: 'self', number, is_default: true }] })
  return patient
}

/** Books somebody some days ahead, when 程弓远 has time: the server's own answer. */
async function bookFor(page: Page, patient: string): Promise<{ visit: string; version: number }> {
  const board = await api<{ day: string; doctors: Named[] }>(page, '/visits/board?clinic_id=CLINIC')
  const kinds = (await api<{ items: { id: string; code: string }[] }>(page, '/visits/templates?clinic_id=CLINIC')).items
  const doctor = board.doctors.find((d) => d.name === '程弓远')!.id
  const template = kinds.find((k) => k.code === 'o13')!.id
  const later = (n: number) => new Date(Date.parse(board.day) + n * DAY).toISOString().slice(0, 10)
  const free = (await api<{ items: { start: number; places: string[] }[] }>(page, '/visits/fits', { clinic_id: 'CLINIC', template_id: template, doctors: [doctor], from: later(3), to: later(14), soonest: true, limit: 10 })).items[0]!
  const made = await api<{ id: string; version: number }>(page, '/visits/bookings', { clinic_id: 'CLINIC', patient_id: patient, doctor_id: doctor, template_id: template, starts_at: free.start, places: free.places })
  return { visit: made.id, version: made.version }
}

/** Books somebody new. */
async function book(page: Page, name: string): Promise<{ patient: Named; visit: string; version: number }> {
  const patient = await register(page, name)
  return { patient, ...(await bookFor(page, patient.id)) }
}

const tells = async (double: string, path: string, body: unknown): Promise<void> => {
  const said = await fetch(`${double}/__ctl/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  expect(said.ok).toBe(true)
}

/** Looks at a page as it is: nothing serious for those who do not see, nothing to scroll sideways, at the desk and on a telephone. */
async function looks(page: Page, name: string): Promise<void> {
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await picture(page, name)
  const before = page.viewportSize()!
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await fits(page)).toBe(true)
  await page.setViewportSize(before)
}

test('the reminder of a booked visit waits with its reason, and does not go once the visit is called off', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/messages')
  await expect(page.getByRole('heading', { name: '消息' })).toBeVisible()
  const { patient, visit, version } = await book(page, '甄提醒')
  await expect.poll(async () => (await api<{ items: Message[] }>(page, `/messages/patients/${patient.id}`)).items.some((m) => m.purpose === 'visits.reminder' && m.state === 'planned')).toBe(true)

  await page.goto(`/patients/${patient.id}/messages`)
  const row = page.getByRole('row', { name: /就诊提醒.*待发送/ })
  await expect(row).toBeVisible()
  await looks(page, 'patient-messages')
  await row.getByRole('button', { name: '为什么' }).click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByText(/等待发送/)).toBeVisible()
  await expect(drawer.getByText('预约与服务')).toBeVisible()
  await expect(drawer.getByText('按现在的情况')).toBeVisible()
  expect(await serious(page)).toEqual([])

  // Somebody else calls the visit off; this screen hears of it.
  await api(page, `/visits/bookings/${visit}/steps`, { step: 'cancel', party: 'patient', reason: 'weather' }, 'POST', version)
  await expect(drawer.getByText('未发送', { exact: true })).toBeVisible()
  await expect(drawer.getByText(/原因：已取消/)).toBeVisible()
  await expect(drawer.getByRole('button', { name: '停发' })).toBeHidden()
})

test('a message is found by its state, opened, and stopped', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/messages')
  await book(page, '甄停发')
  await page.getByRole('group', { name: '状态' }).getByRole('button', { name: /待发送/ }).click()
  await expect(page).toHaveURL(/state=planned/)
  await page.getByRole('combobox', { name: '用途' }).fill('就诊提醒')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/purpose=visits.reminder/)
  const row = page.getByRole('row', { name: /待发送.*就诊提醒/ }).first()
  await expect(row).toBeVisible()
  await looks(page, 'messages')
  await row.focus()
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('button', { name: '停发' }).click()
  await expect(drawer.getByText(/原因：人工停发/)).toBeVisible()
  await picture(page, 'message')
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(page).toHaveURL(/\/messages\?.*state=planned/)
})

const pot = (page: Page, name: string): Locator => page.getByRole('region', { name })

test('the owner allots what there is, and no more', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/messages/quota')
  const clinic = pot(page, '风车路店')
  await expect(clinic).toBeVisible()
  const left = async (where: Locator) => Number((await where.locator('.ms-left').innerText()).replace(/\D/g, ''))
  await looks(page, 'quota')
  const head = await left(pot(page, '总部'))
  await clinic.getByRole('button', { name: /分\s?配/ }).click()
  const form = page.getByRole('dialog')
  await expect(form.getByText(`总部还有 ${head} 条`)).toBeVisible()
  await form.getByLabel('条数').fill(String(head + 1))
  await page.keyboard.press('Control+Enter')
  await expect(form.getByText(`余额不足：还剩 ${head} 条`)).toBeVisible()
  await expect(form.getByLabel('条数')).toHaveValue(String(head + 1))
  expect(await serious(page)).toEqual([])
  await form.getByLabel('条数').fill('120')
  await page.keyboard.press('Control+Enter')
  await expect(form).toBeHidden()
  await expect.poll(() => left(pot(page, '总部'))).toBe(head - 120)
  await expect(page.getByRole('row', { name: /分配.*-120/ }).first()).toBeVisible()
  // Undo gives it back, with a line of its own.
  await page.getByRole('button', { name: /^撤销/ }).click()
  await expect.poll(() => left(pot(page, '总部'))).toBe(head)
  await expect(page.getByRole('row', { name: /收回.*\+120/ }).first()).toBeVisible()
})

test('what a template cannot hold is refused where it is typed', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/messages/templates')
  const panel = page.locator('.pn').filter({ has: page.getByRole('heading', { name: '就诊提醒' }) })
  await expect(panel).toBeVisible()
  await looks(page, 'templates')

  await panel.getByRole('row', { name: /小程序订阅消息/ }).click()
  const form = page.getByRole('dialog')
  const what = form.getByLabel('填什么').nth(2)
  await what.fill('{doctor}医生为您安排的{kind}，请带上牙套盒')
  await expect(form.getByText(/\d+ \/ 20 字/).first()).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(form.getByText(/超出 20 字/)).toBeVisible()
  await expect(what).toHaveValue('{doctor}医生为您安排的{kind}，请带上牙套盒')
  await what.fill('{dentist}')
  await expect(form.getByText('没有字段“dentist”')).toBeVisible()
  expect(await serious(page)).toEqual([])
  await form.getByRole('button', { name: /取\s?消/ }).click()
  await expect(form).toBeHidden()

  await panel.getByRole('row', { name: /短信/ }).first().click()
  const preview = form.getByRole('region', { name: /预览/ })
  await expect(preview.getByText(/【牙程口腔】李\*木您好/)).toBeVisible()
  await form.getByLabel(/短信全文/).fill(`{who}您好，{time}见。${'请提前十分钟到店。'.repeat(8)}`)
  await expect(preview.getByText(/计 2 条/)).toBeVisible()
  await picture(page, 'template')
  await form.getByLabel(/短信全文/).fill('好'.repeat(700))
  await page.keyboard.press('Control+Enter')
  await expect(form.getByText(/太长/).first()).toBeVisible()
  await form.getByRole('button', { name: /取\s?消/ }).click()
})

test('an opt-out is noted, shows what it leads to, and is taken back', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/messages')
  const { items } = await api<{ items: Named[] }>(page, '/patients/search?q=F0000&limit=50')
  await page.goto(`/patients/${items[3]!.id}/messages`)
  const now = page.locator('.pn').filter({ has: page.getByRole('heading', { name: '现在发得到吗' }) })
  const line = now.getByRole('listitem').filter({ hasText: '就诊提醒' })
  await expect(line).toBeVisible()
  await page.getByRole('button', { name: '登记退订' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('combobox', { name: '类别' }).click()
  await page.locator('.ant-select-item-option', { hasText: '服务' }).click()
  await form.getByLabel('备注').fill('来电说不要提醒')
  await page.keyboard.press('Control+Enter')
  await expect(form).toBeHidden()
  const out = page.getByRole('row', { name: /服务 · 全部渠道/ })
  await expect(out).toContainText('来电说不要提醒')
  await expect(line.getByText('已退订')).toBeVisible()
  await out.getByRole('button', { name: '恢复接收' }).click()
  await expect(out.getByText(/已取消/)).toBeVisible()
  await expect(line.getByText('已退订')).toBeHidden()
})

test('who added a colleague is bound to whom they look like, and let go again', async ({ page, house }) => {
  await logIn(page, PEOPLE.frontDesk, '/messages/contacts')
  const { items } = await api<{ items: Named[] }>(page, '/patients/search?q=F0000&limit=50')
  const who = items[5]!
  await tells(house.double, 'person', { key: 'somebody-new', name: who.name, phone: '12899990099' })
  // They stand in the list before WeCom has told what they are called, and are looked for once it has.
  await tells(house.double, 'rules', { provider: 'wecom', call: 'contact', how: 'late', millis: 2500, times: 1 })
  await tells(house.double, 'follow', { person: 'somebody-new', staff: 'anhuifang' })
  const button = page.getByRole('row', { name: new RegExp(who.name) }).getByRole('button', { name: `绑定 ${who.name}` }).first()
  await expect(button).toBeVisible()
  await looks(page, 'contacts')
  await button.click()
  await expect(button).toBeHidden()
  await page.getByRole('button', { name: /^撤销/ }).click()
  await expect(button).toBeVisible()
})

test('the owner is shown the way to an account, and tries one', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/settings/channels')
  const row = page.getByRole('row', { name: /企业微信/ })
  await expect(row.getByText('替身（演示）')).toBeVisible()
  await row.getByRole('button', { name: /测\s?试/ }).click()
  await expect(row.getByText('连通')).toBeVisible()
  await looks(page, 'channels')
  await page.getByRole('button', { name: '添加账号' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('combobox', { name: '账号类型' }).click()
  await page.locator('.ant-select-item-option', { hasText: '腾讯云短信' }).click()
  await expect(form.getByRole('list', { name: '接入步骤' })).toContainText('子账号')
  await page.keyboard.press('Control+Enter')
  await expect(form.getByText('请填写此项').first()).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'channel-account')
  await form.getByRole('button', { name: /取\s?消/ }).click()
  await expect(form).toBeHidden()
  // Of two colleagues one userid is one too many.
  await page.getByLabel('何迎 的企微账号').fill('zhouquan')
  await page.keyboard.press('Enter')
  await expect(page.getByText('这个企微账号已属于另一位同事')).toBeVisible()
  await page.getByLabel('何迎 的企微账号').fill('heying')
  await page.keyboard.press('Enter')
})

interface Contact {
  id: string
  kind: string
}

/** Registers somebody who follows the official account and has allowed several notices of a booking: more than one, so that nothing is sent a second time by itself. */
async function follower(page: Page, double: string, name: string): Promise<{ patient: string; key: string }> {
  const followers = async () => (await api<{ contacts: Contact[] | null }>(page, '/messages/contacts?clinic_id=CLINIC')).contacts?.filter((c) => c.kind === 'official') ?? []
  const patient = await register(page, name)
  const key = `${name}${patient.id.slice(0, 13)}`
  const before = new Set((await followers()).map((c) => c.id))
  await tells(double, 'person', { key, name })
  await tells(double, 'follow', { person: key, account: 'official' })
  let found: Contact | undefined
  await expect.poll(async () => (found = (await followers()).find((c) => !before.has(c.id)))?.id ?? '').not.toBe('')
  await api(page, `/messages/patients/${patient.id}/contacts`, { contact_id: found!.id, whose: 'self' })
  const left = async () => (await api<{ contacts: { credits: { left: number }[] }[] }>(page, `/messages/patients/${patient.id}/reach`)).contacts[0]?.credits[0]?.left ?? 0
  await expect(async () => { // two taps within one second are one to the provider
    await tells(double, 'tap_subscribe', { account: 'official', person: key, templates: ['TPL_visits_booked'], answer: 'accept' })
    expect(await left()).toBeGreaterThan(2)
  }).toPass({ intervals: [1_100] })
  return { patient: patient.id, key }
}

/** What stands on somebody's telephone, as they see it. */
async function onPhone(phones: Page, key: string): Promise<Locator> {
  await phones.getByRole('searchbox', { name: '找人' }).fill(key)
  const found = phones.getByRole('list', { name: '手机列表' }).getByRole('button')
  await expect(found).toHaveCount(1)
  await found.click()
  await phones.getByRole('tab', { name: /服务通知/ }).click()
  return phones.getByRole('tabpanel')
}

test('nobody knows whether a message went: somebody decides, and what follows is seen on the telephone', async ({ page, browser, house }) => {
  test.setTimeout(120_000)
  const owner = await (await browser.newContext({ baseURL: house.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })).newPage()
  await logIn(owner, PEOPLE.owner, '/today')
  const hours = async (at: string | null) => { for (const key of ['service_from', 'service_to']) await api(owner, `/settings/messages.${key}`, { value: at }, 'PUT') }
  await hours('00:00') // also by night
  const phones = await (await browser.newContext()).newPage()
  await phones.goto(`${house.double}/phones`)
  await logIn(page, PEOPLE.frontDesk, '/messages?state=unknown')
  const drawer = page.getByRole('dialog')
  /** Books for somebody while the provider does not answer, and opens the message of which nobody knows. */
  const hang = async (name: string, how: 'silent' | 'after') => {
    const { patient, key } = await follower(page, house.double, name)
    await tells(house.double, 'rules', { provider: 'official', call: 'bizsend', how, times: 1 })
    const made = await bookFor(page, patient)
    const row = page.getByRole('row', { name: new RegExp(`结果未明.*${name}.*预约成功通知`) })
    await expect(row.first()).toBeVisible({ timeout: 30_000 })
    await row.first().click()
    await expect(drawer.getByText(/患者可能收到，也可能没收到/)).toBeVisible()
    return { ...made, key }
  }
  const close = async () => { await page.keyboard.press('Escape'); await expect(drawer).toBeHidden() }
  try {
    // It did not arrive: sent again, it does, once.
    const { key: lost } = await hang('孔未到', 'silent')
    await looks(page, 'message-unknown')
    await expect((await onPhone(phones, lost)).getByText('还没有消息')).toBeVisible()
    await drawer.getByRole('button', { name: '重新发送' }).click()
    await expect(drawer.getByText(/平台已收下|已送达/).first()).toBeVisible({ timeout: 30_000 })
    await expect((await onPhone(phones, lost)).locator('.card')).toHaveCount(1)
    await close()

    // It arrived, and only the answer was lost: taken as sent, nothing more goes.
    const { key: came } = await hang('孔已到', 'after')
    await expect((await onPhone(phones, came)).locator('.card')).toHaveCount(1)
    await drawer.getByRole('button', { name: '按已发送处理' }).click()
    await expect(drawer.getByText(/平台已收下|已送达/).first()).toBeVisible()
    await expect(drawer.getByText('处理人')).toBeVisible()
    await close()

    // The visit is called off meanwhile: sent again, it is looked at anew, and does not go.
    const { visit, version, key: off } = await hang('孔取消', 'silent')
    await api(page, `/visits/bookings/${visit}/steps`, { step: 'cancel', party: 'patient', reason: 'weather' }, 'POST', version)
    await drawer.getByRole('button', { name: '重新发送' }).click()
    await expect(drawer.getByText('未发送', { exact: true })).toBeVisible({ timeout: 30_000 })
    await expect(drawer.getByText(/原因：已取消/)).toBeVisible()
    await expect((await onPhone(phones, off)).getByText('还没有消息')).toBeVisible()
    await expect((await onPhone(phones, came)).locator('.card')).toHaveCount(1)
  } finally {
    await hours(null)
  }
})

test('an account is tried by one message, and what comes of it is said in words', async ({ page, browser, house }) => {
  await logIn(page, PEOPLE.owner, '/settings/channels')
  const row = page.getByRole('row', { name: /阿里云短信/ })
  const form = page.getByRole('dialog')
  const trial = async () => {
    await row.getByRole('button', { name: /试\s?发/ }).click()
    await form.getByRole('combobox', { name: '用途' }).fill('就诊提醒')
    await page.keyboard.press('Enter')
    await form.getByLabel('手机号').fill('12899990077')
    await page.keyboard.press('Control+Enter')
    await expect(form).toBeHidden()
  }
  await trial()
  await expect(row.getByText(/试发成功|试发已提交/)).toBeVisible()
  const phones = await (await browser.newContext()).newPage()
  await phones.goto(`${house.double}/phones`)
  await phones.getByRole('searchbox', { name: '找人' }).fill('12899990077')
  await phones.getByRole('button', { name: /12899990077/ }).click()
  await expect(phones.getByRole('tabpanel').getByText(/【牙程口腔】李\*木/)).toBeVisible()
  await tells(house.double, 'rules', { provider: 'aliyun', call: 'send', how: 'refuse', times: 1, code: 'isv.SMS_SIGNATURE_ILLEGAL' })
  await trial()
  await expect(row.getByText(/短信签名没有审核通过/)).toBeVisible()
  await looks(page, 'channels-tried')
})

test('who writes texts and sees no account counts an SMS with its signature', async ({ page }) => {
  await logIn(page, 'huaxiaoxuan', '/messages/templates')
  await expect(page.getByRole('link', { name: '渠道账号' })).toBeHidden()
  const panel = page.locator('.pn').filter({ has: page.getByRole('heading', { name: '就诊提醒' }) })
  await panel.getByRole('row', { name: /短信/ }).first().click()
  await expect(page.getByRole('dialog').getByRole('region', { name: /预览/ }).getByText(/【牙程口腔】李\*木您好/)).toBeVisible()
})
