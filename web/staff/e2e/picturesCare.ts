/**
 * Pictures of docs/: what happens after the patient has left. It comes after
 * pictures.ts, in the same demo.
 */
import { readFileSync } from 'node:fs'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { account, type Line } from './calls'
import { PEOPLE, logIn } from './house'
import { api, drawer, take } from './taking'

const CALLER = 'anhuifang'

/** Tells the outside world's double what happens there. */
async function outside(path: string, body: unknown): Promise<void> {
  const at = /替身\): (\S+)/.exec(readFileSync(process.env.PICTURES_LOG!, 'utf8'))![1]
  const said = await fetch(`${at}/__ctl/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  expect(said.ok, path).toBe(true)
}

/** Another person, at another computer. */
async function elsewhere(browser: Browser, baseURL: string, login: string, path: string): Promise<Page> {
  const there = await (await browser.newContext({ baseURL, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 900 } })).newPage()
  await logIn(there, login, path)
  return there
}

test('the calling desk, an alarm, and the doctor who calls back', async ({ page, browser, baseURL }) => {
  await logIn(page, CALLER, '/calls?whose=all')
  const doctor = await account(page, '程弓远')
  const calls = async () => (await api<{ calls: Line[] }>(page, '/followup/desk?clinic_id=CLINIC')).calls
  const usual = (await calls()).find((x) => x.doctor_id === doctor)!
  // An extraction of yesterday: somebody of the middle of the list, whom nobody calls today.
  const busy = new Set((await calls()).map((x) => x.patient_id))
  const people = (await api<{ items: { id: string; record_no: string }[] }>(page, '/patients/search?q=F0021&limit=50')).items
  const who = await grownUp(page, people.map((x) => x.id).filter((x) => !busy.has(x)))
  const { now } = await api<{ now: number }>(page, '/followup/desk?clinic_id=CLINIC')
  await api(page, '/followup/series', { clinic_id: 'CLINIC', patient_id: who, protocol: 'extraction', doctor_id: doctor, site: '46', treated_at: now - 24 * 3_600_000 })
  const theirs = async () => (await calls()).find((x) => x.patient_id === who)
  await expect.poll(theirs, { timeout: 30_000 }).toBeTruthy()
  const line = (await theirs())!
  const there = await elsewhere(browser, baseURL!, PEOPLE.doctor, '/today')
  await expect(there.locator('.dd-card').first()).toBeVisible()

  await page.goto(`/calls/${usual.id}?whose=all`)
  const pain = page.getByRole('radiogroup', { name: /现在疼痛几分/ })
  await pain.getByRole('radio', { name: '2', exact: true }).click()
  await expect(pain.getByRole('radio', { name: '2', exact: true })).toBeChecked()
  await take(page, 'calls')

  await page.goto(`/calls/${line.id}?whose=all`)
  await page.getByRole('radiogroup', { name: '出血' }).getByRole('radio', { name: /咬紧棉球仍出血/ }).click()
  await expect(page.locator('.cd-pane .cd-safety')).toContainText('120')
  await take(page, 'call-red')
  await page.keyboard.press('Control+Enter')
  const alarm = there.getByRole('alert').filter({ hasText: '红色异常反馈' })
  await expect(alarm).toBeVisible()
  await take(there, 'alarm')
  await alarm.getByRole('link', { name: '打开' }).click()
  await expect(drawer(there).locator('.cd-safety')).toContainText('120')
  await take(there, 'doctor-call')
  await there.goto('/calls/digest')
  await expect(there.locator('.dg-list > li').first()).toContainText('红')
  await take(there, 'digest')
  await there.context().close()
})

test('a form on a telephone', async ({ page, browser, baseURL }) => {
  await logIn(page, PEOPLE.owner)
  const lists = await Promise.all(['', '&state=planned'].map((state) => api<{ items: { id: string }[] | null }>(page, `/messages/messages?clinic_id=CLINIC&purpose=followup.form&limit=60${state}`)))
  const items = lists.flatMap((l) => l.items ?? [])
  let link = ''
  for (const m of items) {
    const shown = await api<{ link: string }>(page, `/messages/messages/${m.id}`)
    if (!shown.link.startsWith('/m/f/')) continue
    const sheet = await api<{ answered: boolean; over: boolean; questions: { key: string }[] | null }>(page, `/followup/forms/${shown.link.replace('/m/f/', '')}`)
    if (!sheet.answered && !sheet.over && sheet.questions?.some((q) => q.key === 'wire_poke')) { link = shown.link; break }
  }
  const phone = await (await browser.newContext({ baseURL: baseURL!, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 })).newPage()
  await phone.goto(link)
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('感觉怎么样')
  await phone.getByRole('radio', { name: '3', exact: true }).click()
  await take(phone, 'phone-form')
  await phone.getByRole('group', { name: /误吞|误吸/ }).getByRole('radio').last().click()
  await expect(phone.getByRole('alert').filter({ hasText: '120' })).toBeVisible()
  await take(phone, 'phone-red')
  await phone.context().close()
})

test('the task centre', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/tasks')
  await page.getByRole('row').filter({ hasText: '未到店，请电话联系' }).first().click()
  await expect(drawer(page).getByText('已联系，已改约')).toBeVisible()
  await take(page, 'task')
  await page.goto('/tasks')
  await expect(page.getByRole('row').filter({ hasText: '未到店，请电话联系' }).first()).toBeVisible()
  for (const box of (await page.getByRole('checkbox').all()).slice(0, 2)) await box.click()
  await expect(page.getByRole('toolbar', { name: /已选 2 项/ })).toBeVisible()
  await take(page, 'tasks-marked')
})

test('complaints', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/complaints')
  await expect(page.getByRole('row').nth(2)).toBeVisible()
  await take(page, 'complaints')
  await page.getByRole('row').nth(1).click()
  await expect(drawer(page).getByText('先答复患者')).toBeVisible()
  await take(page, 'complaint')
  await page.goto('/complaints?show=figures')
  await expect(page.getByRole('heading', { name: '按原因' })).toBeVisible()
  await take(page, 'complaint-figures')
})

test('protocols, the load and the week', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/followup/protocols')
  await expect(page.getByRole('row', { name: /拔牙 .*系统自带/ }).first()).toBeVisible()
  await take(page, 'protocols')
  await page.goto('/followup/protocols/extraction')
  const side = page.getByRole('region', { name: '预演' })
  await expect(side.getByText(/做完“拔牙”/)).toBeVisible()
  await side.getByRole('spinbutton', { name: /现在疼痛几分/ }).fill('7')
  await expect(side.getByRole('status')).toContainText('前由')
  await page.getByRole('main').evaluate((m) => { m.scrollTop = 0 })
  await take(page, 'protocol')
  await page.getByRole('group', { name: '黄色阈值' }).getByRole('spinbutton').first().fill('5')
  await page.getByRole('button', { name: '发布…' }).click()
  await expect(drawer(page).getByRole('status')).toContainText(/影响 \d+ 位患者的 \d+ 个进行中的计划/)
  await take(page, 'protocol-publish')
  await page.goto('/followup/load')
  await expect(page.getByRole('listitem')).toHaveCount(14)
  await take(page, 'load')
  await page.goto('/followup/recalls')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await take(page, 'recalls')
  await page.goto('/calls/week')
  await expect(page.getByRole('row', { name: /合计/ })).toBeVisible()
  await take(page, 'week')
})

test('messages: why one went, one of which nobody knows, a patient, contacts', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/messages?state=delivered')
  await expect(page.getByRole('row').nth(3)).toBeVisible()
  await take(page, 'messages')
  const sent = await api<{ items: { patient_id: string; channel: string }[] }>(page, '/messages/messages?clinic_id=CLINIC&state=delivered&channel=mini_subscribe&limit=20')
  const who = await grownUp(page, sent.items.map((m) => m.patient_id))
  await page.goto(`/patients/${who}/messages`)
  await expect(page.getByText('现在发得到吗')).toBeVisible()
  await expect(page.getByRole('row', { name: /已送达/ }).first()).toBeVisible()
  await take(page, 'patient-messages')

  // Nobody answers when a time is confirmed.
  await outside('rules', { provider: 'mini', call: 'subscribe', how: 'silent', times: 1 })
  await bookFor(page, who)
  await expect.poll(async () => (await api<{ items: unknown[] | null }>(page, '/messages/messages?clinic_id=CLINIC&state=unknown&limit=5')).items?.length ?? 0, { timeout: 60_000 }).toBeGreaterThan(0)
  await page.goto('/messages?state=unknown')
  await page.getByRole('row', { name: /结果未明/ }).first().click()
  await expect(drawer(page).getByRole('button', { name: '重新发送' })).toBeVisible()
  await take(page, 'message-unknown')

  const { items } = await api<{ items: { name: string }[] }>(page, '/patients/search?q=F0000&limit=50')
  for (const [n, one] of items.slice(5, 8).entries()) {
    await outside('person', { key: `new-${n}`, name: one.name, phone: `1289999009${n}` })
    await outside('follow', { person: `new-${n}`, staff: CALLER })
  }
  await page.goto('/messages/contacts')
  await expect(page.getByRole('button', { name: /^绑定 / }).nth(2)).toBeVisible()
  await take(page, 'contacts')
})

/** The first of them who need not be at school. */
async function grownUp(page: Page, list: string[]): Promise<string> {
  for (const id of list) {
    const { patient } = await api<{ patient: { birth_day: string } }>(page, `/patients/${id}`)
    if (patient.birth_day < '2000') return id
  }
  throw new Error('nobody is grown up')
}

/** Books a time for somebody: the server's own answer. */
async function bookFor(page: Page, patient: string): Promise<void> {
  const board = await api<{ day: string; doctors: { id: string; name: string }[] }>(page, '/visits/board?clinic_id=CLINIC')
  const kinds = (await api<{ items: { id: string; code: string }[] }>(page, '/visits/templates?clinic_id=CLINIC')).items
  const doctor = board.doctors.find((d) => d.name === '程弓远')!.id
  const template = kinds.find((k) => k.code === 'o13')!.id
  const later = (n: number) => new Date(Date.parse(board.day) + n * 86_400_000).toISOString().slice(0, 10)
  const { items } = await api<{ items: { start: number; places: string[] }[] }>(page, '/visits/fits', { clinic_id: 'CLINIC', template_id: template, doctors: [doctor], from: later(3), to: later(14), soonest: true, limit: 10 })
  await api(page, '/visits/bookings', { clinic_id: 'CLINIC', patient_id: patient, doctor_id: doctor, template_id: template, starts_at: items[0]!.start, places: items[0]!.places })
}

test('the head office: accounts, templates, quotas', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/settings/channels')
  const row = page.getByRole('row', { name: /企业微信/ })
  await row.getByRole('button', { name: /测\s?试/ }).click()
  await expect(row.getByText('连通')).toBeVisible()
  await take(page, 'channels')
  await page.getByRole('button', { name: '添加账号' }).click()
  await expect(drawer(page).getByLabel('企业 ID')).toBeVisible()
  await take(page, 'channel-account')
  await page.goto('/messages/templates')
  const panel = page.locator('.pn').filter({ has: page.getByRole('heading', { name: '就诊提醒' }) })
  await panel.getByRole('row', { name: /短信/ }).first().click()
  await expect(drawer(page).getByRole('region', { name: /预览/ })).toContainText('【牙程口腔】')
  await take(page, 'message-template')
  await page.goto('/messages/quota')
  await expect(page.getByRole('region', { name: '总部' })).toBeVisible()
  await expect(page.getByRole('row').nth(3)).toBeVisible()
  await take(page, 'quota')
})
