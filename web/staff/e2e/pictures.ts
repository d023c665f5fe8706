/**
 * Takes the pictures of docs/ from the running demo. Whoever appears on them is
 * invented. What a picture needs to exist is made here, so that each run shows
 * the same.
 */
import { expect, test, type Page } from '@playwright/test'
import { PEOPLE, logIn } from './house'
import { api, board, day, drawer, person, tab, take } from './taking'

test('the log-in', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('集团代码').fill('demo')
  await page.getByLabel('姓名或账号').fill(PEOPLE.frontDesk)
  await take(page, 'login')
})

test('the board and its legend', async ({ page }) => {
  await board(page, PEOPLE.frontDesk)
  await take(page, 'board')
  await page.getByRole('button', { name: '图例' }).click()
  await take(page, 'legend')
})

test('the board in English', async ({ page }) => {
  await board(page, 'jiyue')
  await page.getByRole('combobox', { name: '语言' }).selectOption({ label: 'English' })
  await expect(page.getByRole('link', { name: 'Board' })).toBeVisible()
  await page.locator(':focus').blur()
  await take(page, 'board-en')
})

test('today, the tasks and the waitlist', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/today')
  await expect(page.getByRole('heading', { name: '今日患者' })).toBeVisible()
  await take(page, 'today')
  await page.goto('/tasks')
  await page.getByText('全店任务').click()
  await take(page, 'tasks')
  await page.goto('/waitlist')
  await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible()
  await take(page, 'waitlist')
})

test('a booking with its free times', async ({ page }) => {
  await board(page, PEOPLE.frontDesk)
  const { items } = await api<{ items: { record_no: string; next_visit_at: number; last_visit_at: number }[] }>(page, '/patients/search?q=F0001&limit=50')
  const who = items.find((h) => h.next_visit_at === 0 && h.last_visit_at > 0) ?? items[0]!
  await page.keyboard.press('n')
  await expect(drawer(page).getByRole('combobox', { name: '患者' })).toBeFocused()
  await page.keyboard.type(who.record_no)
  await expect(drawer(page).getByRole('option').first()).toContainText(who.record_no)
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByRole('combobox', { name: '项目' })).toBeFocused()
  await page.keyboard.type('cgjlfz')
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByRole('listbox', { name: '可约时间' }).getByRole('option').first()).toHaveAttribute('aria-selected', 'true')
  await take(page, 'booking')
})

test('a visit beside the board, and its next step', async ({ page }) => {
  await board(page, PEOPLE.frontDesk)
  const visits = await day(page)
  const sits = visits.find((v) => v.state === 'in_place' && v.patient.first_visit) ?? visits.find((v) => v.state === 'in_place')!
  await page.goto(`/board?visit=${sits.id}`)
  await expect(page.getByRole('complementary', { name: '预约详情' })).toContainText('经过')
  await take(page, 'visit')
  // Somebody is treated and about to leave.
  const done = visits.find((v) => v.state === 'in_place' && v.id !== sits.id && (v.template.colour === 'orange' || v.template.colour === 'red'))!
  await api(page, `/visits/bookings/${done.id}/steps`, { step: 'treat' }, done.version)
  await page.goto(`/board?visit=${done.id}`)
  await page.getByRole('complementary', { name: '预约详情' }).getByRole('button', { name: '离店' }).click()
  await expect(page.getByRole('dialog').getByText('到期召回')).toBeVisible()
  await take(page, 'next-step')
  await api(page, `/visits/bookings/${done.id}/undo`, {}, done.version + 1)
})

test('the doctor is called away', async ({ page }) => {
  await board(page, PEOPLE.manager)
  const doctor = page.locator('.bd-doc', { hasText: '程弓远' })
  await doctor.click()
  await page.getByRole('dialog', { name: '程弓远 在哪里' }).getByRole('button', { name: /^40 分钟/ }).click()
  await expect(page.locator('.bd-doc.p-away')).toContainText('暂离')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await take(page, 'doctor-away')
  await doctor.click()
  await page.getByRole('dialog', { name: '程弓远 在哪里' }).getByRole('button', { name: '在岗', exact: true }).click()
  await expect(page.locator('.bd-doc.p-away')).toHaveCount(0)
})

test('rosters, day templates, the calendar, places, kinds of visit', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/roster/week')
  await expect(page.getByRole('row', { name: /程弓远/ })).toBeVisible()
  await take(page, 'roster')
  await tab(page, 'day-templates', '程弓远')
  await page.getByRole('row', { name: /程弓远/ }).getByRole('button').first().click()
  await expect(drawer(page).getByText('预留时段')).toBeVisible()
  await take(page, 'day-template-editor')
  await tab(page, 'calendar', '添加特殊日期')
  await page.getByLabel('月份').fill('2026-10')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('cell', { name: /国庆节/ }).first()).toBeVisible()
  await take(page, 'calendar')
  await tab(page, 'duty', '安排值班')
  await take(page, 'duty')
  await tab(page, 'places', '1号椅')
  await take(page, 'places')
})

test('kinds of visit and the painter', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/roster/kinds')
  await expect(page.getByRole('cell', { name: /^常规加力复诊/ })).toBeVisible()
  await take(page, 'kinds')
  await page.getByRole('cell', { name: /^全口粘接/ }).click()
  await expect(drawer(page).getByRole('img', { name: /^板上的样子/ })).toBeVisible()
  await take(page, 'template-painter')
})

test('the settings', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/settings/staff')
  for (const name of ['staff', 'roles', 'values', 'catalog'] as const) {
    await page.goto(`/settings/${name}`)
    await expect(page.getByRole('main').getByRole('row').or(page.getByRole('main').getByRole('spinbutton')).nth(1)).toBeVisible()
    await take(page, name === 'values' ? 'settings' : name)
  }
  await page.goto('/settings/clinics')
  await page.getByRole('row', { name: /风车路店/ }).click()
  await expect(drawer(page).getByText('营业时间')).toBeVisible()
  await take(page, 'clinic')
  await page.goto('/settings/staff')
  await page.getByLabel('姓名或首字母').fill('柳签到')
  await page.getByRole('row', { name: /柳签到/ }).click()
  await expect(page.getByRole('button', { name: '修改角色' })).toBeVisible()
  await take(page, 'person')
  await page.goto('/settings/staff')
  await page.getByRole('button', { name: '邀请同事' }).click()
  await drawer(page).getByLabel('姓名').fill('安棉花')
  await drawer(page).getByLabel('账号').fill('anmianhua')
  await take(page, 'invite')
  await page.goto('/account')
  await expect(page.getByRole('heading', { name: '两步验证' })).toBeVisible()
  await take(page, 'account')
  await page.goto('/settings/audit')
  await expect(page.getByRole('main').getByRole('row').nth(1)).toBeVisible()
  await take(page, 'audit')
})

test('the list of patients', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/patients')
  await expect(page.getByText(/共 [\d,]+ 位患者/)).toBeVisible()
  await take(page, 'patients')
})

test('a patient, whom they brought, and the whole circle', async ({ page }) => {
  await board(page, PEOPLE.owner)
  const visits = await day(page)
  const known = visits.find((v) => v.patient.alerts.length > 0 && v.state !== 'booked') ?? visits.find((v) => v.patient.alerts.length > 0)!
  await page.goto(`/patients/${known.patient.id}`)
  await expect(page.getByRole('heading', { name: known.patient.name })).toBeVisible()
  await take(page, 'patient')
  await page.goto('/patients/circles')
  await page.getByRole('main').getByRole('row').nth(1).click()
  await expect(page.locator('.tr svg')).toBeVisible()
  // One generation more than is shown at first.
  const folded = page.locator('.tr-fold[aria-expanded=false]')
  if (await folded.count() > 0) await folded.first().click()
  await take(page, 'referrals')
})

test('somebody registered twice is found, and the records are merged', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/patients/new')
  const enter = async () => {
    await drawer(page).getByLabel('姓名').fill('云朵朵')
    await drawer(page).getByLabel('电话', { exact: true }).fill('12800009911')
  }
  await enter()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name: '云朵朵' })).toBeVisible()
  await page.goto('/patients/new')
  await enter()
  await expect(drawer(page).getByText('可能已经建过档')).toBeVisible()
  await take(page, 'register')
  await drawer(page).getByRole('button', { name: '建档' }).click()
  await drawer(page).getByRole('button', { name: '不是同一个人，仍要建档' }).click()
  await expect(page.getByRole('heading', { name: '云朵朵' })).toBeVisible()
  await page.goto(`${new URL(page.url()).pathname}/merge`)
  await page.getByRole('combobox', { name: '与另一份病历合并' }).fill('云朵朵')
  await page.getByRole('option', { name: /云朵朵/ }).or(page.locator('.ant-select-item-option', { hasText: '云朵朵' })).first().click()
  await expect(page.getByText('保留').first()).toBeVisible()
  await take(page, 'merge')
})

test('an import is looked at before anything is entered', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/patients/import')
  const rows = ['姓名,性别,出生日期,手机,备注', '云小满,女,2015-05-21,128 0000 9921,', '云小雪,女,2016-11-22,128 0000 9922,怕打针', '云大寒,男,2016-13-40,128 0000 9923,', ',男,2012-03-04,128 0000 9924,']
  await page.locator('input[type=file]').setInputFiles({ name: '旧系统患者.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) })
  await expect(page.getByRole('button', { name: '试算' })).toBeVisible()
  await page.getByRole('button', { name: '试算' }).click()
  await expect(page.getByText('需要更正').first()).toBeVisible()
  await expect(page.getByRole('row', { name: /旧系统患者/ })).not.toContainText('检查中')
  await take(page, 'import')
  await page.getByRole('button', { name: '放弃这个文件' }).click()
})

// The last one: it moves people about.
test('the screen on the wall', async ({ page, browser, baseURL }) => {
  await logIn(page, PEOPLE.manager, '/roster/addresses')
  const panel = page.locator('.pn', { hasText: '放在候诊区' })
  await panel.getByRole('button', { name: /生成新地址/ }).click()
  const url = (await panel.getByRole('link', { name: '打开叫号屏' }).getAttribute('href'))!
  // Some come a little early, and the first of them is called in.
  const coming = (await day(page)).filter((v) => v.state === 'confirmed' && !v.suspected_no_show).sort((a, b) => a.starts_at - b.starts_at).slice(0, 5)
  for (const v of coming) await api(page, `/visits/bookings/${v.id}/steps`, { step: 'arrive' }, v.version)
  const { places } = await api<{ places: { id: string; name: string }[] }>(page, '/visits/board?clinic_id=CLINIC')
  const [first] = coming
  await api(page, `/visits/bookings/${first!.id}/steps`, { step: 'seat', place_id: places.find((p) => p.name === '6号椅')!.id }, first!.version + 1)
  const wall = await (await browser.newContext({ baseURL: baseURL!, viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })).newPage()
  await wall.goto(new URL(url).pathname)
  await expect(wall.locator('.cs-called li', { hasText: '6号椅' })).toBeVisible()
  await take(wall, 'call-screen')
  await wall.context().close()
  await panel.getByRole('button', { name: '停用地址' }).click()
  await take(page, 'addresses')
})

test('a doctor: the day, a record, teeth, a card, plans, images, referrals', async ({ page }) => {
  await logIn(page, PEOPLE.doctor, '/today')
  await expect(page.locator('.dd-card').first().getByRole('button', { name: '执行（划扣）' })).toBeVisible()
  await expect(page.getByRole('button', { name: '看过了' }).first()).toBeVisible()
  await expect(page.getByText('已提交').first()).toBeVisible()
  await take(page, 'doctor-today')
  const sits = (await day(page)).find((v) => v.state === 'in_place' && v.doctor_name === '程弓远')!.patient.id
  const chen = await person(page, '陈彩虹')
  await page.goto('/records')
  await page.getByRole('listitem').filter({ hasText: '草稿' }).getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: '签名前检查' })).toBeVisible()
  await expect(page.getByText('已保存')).toBeVisible()
  await take(page, 'record')
  await page.goto(`/patients/${chen}/chart`)
  await expect(page.getByRole('heading', { name: '牙位记录' })).toBeVisible()
  await take(page, 'tooth-chart')
  await page.goto(`/patients/${sits}/cards`)
  await expect(page.getByText('本次复诊卡')).toBeVisible()
  await take(page, 'visit-card')
  await page.goto(`/patients/${chen}/plans`)
  await page.getByRole('button', { name: '执行（划扣）' }).first().click()
  await expect(drawer(page).getByRole('checkbox').first()).toBeVisible()
  await drawer(page).getByRole('checkbox').first().click()
  await take(page, 'execute')
  await page.goto(`/patients/${await pictured(page)}/imaging`)
  await expect(page.getByRole('main').locator('img').nth(3)).toBeVisible()
  await take(page, 'images')
  await page.goto('/records/referrals')
  await page.getByText('我转出').click()
  await expect(page.getByRole('main').getByText('院内转诊').first()).toBeVisible()
  await take(page, 'referral')
})

/** Somebody of the day of whom there are images. */
async function pictured(page: Page): Promise<string> {
  for (const v of await day(page)) {
    const { items } = await api<{ items: unknown[] | null }>(page, `/imaging/patients/${v.patient.id}/images`)
    if ((items?.length ?? 0) > 3) return v.patient.id
  }
  throw new Error('nobody of the day has images')
}

test('two alternatives of a plan', async ({ page }) => {
  await logIn(page, PEOPLE.doctor, '/today')
  await expect(page.locator('.dd-card').first()).toBeVisible()
  const mine = (await day(page)).filter((v) => v.doctor_name === '程弓远' && v.state === 'confirmed')
  let who = ''
  for (const v of mine) {
    const { items } = await api<{ items: unknown[] }>(page, `/plans?patient_id=${v.patient.id}`)
    if (items.length === 0) { who = v.patient.id; break }
  }
  await page.goto(`/patients/${who}/plans`)
  for (const [title, code, button] of [['金属托槽', 'O02', '新建方案'], ['隐形矫治', 'O05', '添加备选方案']]) {
    await page.getByRole('button', { name: button! }).first().click()
    await drawer(page).getByRole('textbox', { name: '方案名称' }).fill(title!)
    const box = drawer(page).getByRole('combobox', { name: /添加项目/ })
    await box.click()
    await box.fill(code!)
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: code! }).first().click()
    await drawer(page).getByRole('button', { name: '保存' }).click()
    await expect(page.getByRole('article', { name: title! })).toBeVisible()
  }
  await take(page, 'plans')
})

test('a cashier: the desk, a patient\'s money, a bill, a payment, the day, the outside world', async ({ page }) => {
  await logIn(page, 'qianfenming', '/cashier')
  await expect(page.getByRole('heading', { name: '今日到诊' })).toBeVisible()
  await expect(page.getByRole('main').getByRole('row').nth(3)).toBeVisible()
  await take(page, 'cashier')
  const chen = await person(page, '陈彩虹')
  await page.goto(`/patients/${chen}/money`)
  await expect(page.getByText('分期').first()).toBeVisible()
  await take(page, 'money')
  await page.getByRole('button', { name: '重新约定分期' }).first().click()
  await expect(drawer(page).getByText('与方案金额一致')).toBeVisible()
  await take(page, 'instalments')
  const { patients } = await api<{ patients: { patient_id: string; owed: number }[] }>(page, '/billing/desk?clinic_id=CLINIC')
  const owes = patients.find((d) => d.owed > 20_000)!
  await page.goto(`/patients/${owes.patient_id}/money`)
  await page.getByRole('button', { name: '收款', exact: true }).click()
  await expect(drawer(page).getByText('收款后仍欠')).toBeVisible()
  await take(page, 'pay')
  await page.goto(`/patients/${owes.patient_id}/money`)
  await page.getByRole('button', { name: '开单' }).click()
  await drawer(page).getByRole('combobox', { name: '收费项目' }).last().click()
  await page.keyboard.type('R02')
  await page.keyboard.press('Enter')
  await drawer(page).getByRole('textbox', { name: '牙位' }).fill('36')
  await expect(drawer(page).locator('.bl-stairs .net')).toContainText('420.00')
  await take(page, 'bill')
  await page.goto('/cashier/outside')
  await expect(page.getByRole('main').getByRole('article').or(page.getByRole('main').getByRole('row')).first()).toBeVisible()
  await take(page, 'gateways')
})

test('a manager: the day book and the approvals', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/today')
  const { items } = await api<{ items: { id: string; code: string }[] }>(page, '/catalog/items?clinic_id=CLINIC&limit=100')
  const line = { item_id: items.find((i) => i.code === 'R06')!.id, quantity: 1, site: '11', discount: 40_000 }
  const bill = { clinic_id: 'CLINIC', patient_id: await person(page, '陈彩虹'), lines: [line] }
  await api(page, '/billing/asked-bills', { bill, why: '复诊多年的老患者，介绍过三位朋友' })
  await page.context().clearCookies()
  await logIn(page, PEOPLE.manager, '/cashier/day')
  await expect(page.getByText('账平')).toBeVisible()
  await take(page, 'day-book')
  await page.goto('/tasks/approvals')
  await expect(page.getByRole('article').first()).toBeVisible()
  await take(page, 'approvals')
})
