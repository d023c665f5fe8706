import { readFileSync } from 'node:fs'
import { PEOPLE, expect, fits, logIn, picture, serious, test } from './house'
import type { Page } from '@playwright/test'

interface Hit { id: string; name: string; record_no: string; phone: string; alerts: number; household: string[] }

/** Somebody of the demo, found as the program finds people. */
async function hits(page: Page, q: string): Promise<Hit[]> {
  const r = await page.request.get('/api/v1/patients/search', { params: { q, limit: 50 } })
  return ((await r.json()) as { items: Hit[] }).items
}

async function anybody(page: Page, fit: (h: Hit) => boolean): Promise<Hit> {
  for (const q of 'lwzcshxj') {
    const found = (await hits(page, q)).find(fit)
    if (found) return found
  }
  throw new Error('nobody of the demo fits')
}

test('somebody new in ten seconds, with a hint of who may be there already', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/patients')
  await page.locator('main').click()
  await page.keyboard.press('p')
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名').fill('云朵朵')
  await form.getByLabel('电话', { exact: true }).fill('12800009911')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name: '云朵朵' })).toBeVisible()
  await expect(page.getByText(/云朵朵 已建档，病历号 F\d+/)).toBeVisible()
  expect(await serious(page)).toEqual([])

  await page.goto('/patients/new')
  await form.getByLabel('姓名').fill('云朵朵')
  await form.getByLabel('电话', { exact: true }).fill('128 0000 9911')
  await expect(form.getByText('可能已经建过档')).toBeVisible()
  await expect(form.getByText(/电话相同、姓名相近/)).toBeVisible()
  await picture(page, 'patients-duplicate')
  expect(await serious(page)).toEqual([])
  await form.getByRole('button', { name: '建档' }).click()
  await expect(form.getByRole('button', { name: '不是同一个人，仍要建档' })).toBeVisible()
  await form.getByRole('button', { name: '打开' }).click()
  await expect(page.getByRole('heading', { name: '云朵朵' })).toBeVisible()
})

test('what is wrong is said beside its field and the rest stays', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/patients/new')
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名').fill('王小云')
  await form.getByLabel('电话', { exact: true }).fill('12')
  await form.getByRole('button', { name: '更多资料（可以以后再填）' }).click()
  await form.getByLabel('出生日期').fill('2099-01-01')
  await form.getByLabel('证件号').fill('123')
  await page.keyboard.press('Control+Enter')
  await expect(form.getByText('出生日期不正确，或在今天之后')).toBeVisible()
  await expect(form.getByText('证件号码不正确，请核对')).toBeVisible()
  await expect(form.getByLabel('姓名')).toHaveValue('王小云')
  await picture(page, 'patients-wrong')
  await form.getByLabel('出生日期').fill('2015-1-1')
  await form.getByLabel('证件号').fill('')
  await page.keyboard.press('Control+Enter')
  await expect(form.getByText('不是有效的电话号码')).toBeVisible()
  await expect(form.getByLabel('出生日期')).toHaveValue('2015-01-01')
})

test('one search finds by name, initials, pinyin, number and the end of a telephone; the keyboard opens', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/patients/new')
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名').fill('慕容纸鸢')
  await form.getByLabel('电话', { exact: true }).fill('12800007326')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name: '慕容纸鸢' })).toBeVisible()
  const number = (await hits(page, '慕容纸鸢'))[0]!.record_no
  for (const q of ['慕容', 'murong', 'mrzy', '7326', number]) {
    await page.keyboard.press('Control+k')
    const box = page.getByRole('dialog', { name: '搜索与命令' })
    await expect(box).toBeVisible()
    await page.keyboard.type(q)
    await expect(box.getByRole('option', { name: /慕容纸鸢/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(box).toBeHidden()
  }
  await page.keyboard.press('Control+k')
  await page.keyboard.type('mrzy')
  const row = page.getByRole('option', { name: /慕容纸鸢/ })
  await expect(row).toContainText('128****7326')
  await picture(page, 'palette')
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('Tab')
  await expect(page.getByRole('option', { name: '预约' })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(row).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '慕容纸鸢' })).toBeVisible()

  await page.goto('/patients')
  await page.getByLabel('查找患者').fill('l')
  await expect(page.getByRole('row').nth(5)).toBeVisible()
  await picture(page, 'patients')
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/patients\/[0-9a-f-]{36}/)
})

test('a page shows what must not be overlooked, on every tab, in both languages', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk)
  const who = await anybody(page, (h) => h.alerts > 0 && h.household.length > 0)
  for (const tab of ['overview', 'timeline', 'consents', 'referrals', 'merge']) {
    await page.goto(`/patients/${who.id}/${tab}`)
    await expect(page.getByRole('heading', { name: who.name })).toBeVisible()
    await expect(page.getByRole('region', { name: '过敏与病史' }).getByRole('listitem').first()).toBeVisible()
    await picture(page, `patient-${tab}`)
    expect([tab, await serious(page)]).toEqual([tab, []])
    expect([tab, await fits(page)]).toEqual([tab, true])
  }
  await page.goto(`/patients/${who.id}`)
  await page.getByRole('button', { name: '显示完整号码（会留下记录）' }).click()
  await expect(page.getByRole('link', { name: /^1[\d-]{10,}$/ })).toBeVisible()
  await page.getByRole('combobox', { name: '语言' }).first().selectOption({ label: 'English' })
  await expect(page.getByRole('link', { name: 'Timeline', exact: true })).toBeVisible()
  await picture(page, 'patient-en')
  await page.getByRole('combobox', { name: 'Language' }).first().selectOption({ label: '中文' })
  await expect(page.getByRole('link', { name: '时间线', exact: true })).toBeVisible()
})

test('alerts, tags, care team, relations and consents are written in place, and most can be taken back', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/patients/new')
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名').fill('蒲公英')
  await form.getByLabel('电话', { exact: true }).fill('12800004400')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name: '蒲公英' })).toBeVisible()

  await page.getByRole('button', { name: '添加警示' }).click()
  await form.getByLabel('内容').fill('乳胶过敏')
  await form.getByText('严重').click()
  await page.keyboard.press('Control+Enter')
  const alerts = page.getByRole('region', { name: '过敏与病史' })
  await expect(alerts).toContainText('乳胶过敏')
  await alerts.getByRole('button', { name: '结束警示：乳胶过敏' }).click()
  await form.getByLabel('原因').fill('皮试阴性')
  await page.keyboard.press('Control+Enter')
  await expect(alerts).toContainText('没有记录过敏或病史')

  await page.getByRole('button', { name: '大患者' }).click()
  await form.getByLabel('原因').fill('校长介绍来的')
  await page.keyboard.press('Control+Enter')
  const star = page.getByRole('button', { name: '大患者' })
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: /^撤销/ }).click()
  await expect(star).toHaveAttribute('aria-pressed', 'false')

  await page.getByRole('combobox', { name: '医生', exact: true }).click()
  await page.keyboard.type('cgy')
  await page.keyboard.press('Enter')
  await expect(page.getByText('医生：程弓远')).toBeVisible()

  await page.getByRole('button', { name: '添加关系' }).click()
  await form.getByLabel('姓名').fill('蒲大伞')
  await form.getByLabel('电话', { exact: true }).fill('12800004401')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('监护人 · 母亲')).toBeVisible()

  await page.getByRole('link', { name: '同意', exact: true }).click()
  await page.getByRole('button', { name: '记录同意' }).first().click()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('cell', { name: '已同意' })).toBeVisible()
  await page.getByRole('link', { name: '时间线', exact: true }).click()
  await expect(page.getByText('警示结束')).toBeVisible()
})

test('an edit against an old version keeps what was typed and goes through after a look', async ({ page, browser, house }) => {
  await logIn(page, PEOPLE.frontDesk, '/patients/new')
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名').fill('司徒星河')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name: '司徒星河' })).toBeVisible()
  const there = await (await browser.newContext({ baseURL: house.url, locale: 'zh-CN' })).newPage()
  await logIn(there, PEOPLE.manager, new URL(page.url()).pathname)
  await page.getByRole('button', { name: '修改资料' }).click()
  await form.getByLabel('地址').fill('积木市云朵区')

  await there.getByRole('button', { name: '修改资料' }).click()
  await there.getByRole('dialog').getByLabel('备注').fill('下午来')
  await there.keyboard.press('Control+Enter')
  await expect(there.getByText('资料已修改')).toBeVisible()

  await page.keyboard.press('Control+Enter')
  await expect(form.getByRole('alert')).toContainText('刚刚有人改过这条记录')
  await expect(form.getByLabel('地址')).toHaveValue('积木市云朵区')
  await picture(page, 'patients-stale')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('资料已修改')).toBeVisible()
  await expect(page.getByText('积木市云朵区')).toBeVisible()
  await expect(page.getByText('下午来')).toBeVisible()
  await there.context().close()
})

test('two records become one after a look, and two again', async ({ page }) => {
  await logIn(page, PEOPLE.manager)
  const ids: string[] = []
  for (const [name, phone] of [['欧阳风铃', '12800003301'], ['欧阳风玲', '12800003302']]) {
    await page.goto('/patients/new')
    await page.getByRole('dialog').getByLabel('姓名').fill(name!)
    await page.getByRole('dialog').getByLabel('电话', { exact: true }).fill(phone!)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('heading', { name: name! })).toBeVisible()
    ids.push(new URL(page.url()).pathname.split('/')[2]!)
  }
  await page.goto(`/patients/${ids[0]}/merge`)
  await page.getByRole('region', { name: '病历合并' }).getByRole('combobox').click()
  await page.keyboard.type('欧阳风玲')
  await page.locator('.ant-select-item-option').filter({ hasText: '欧阳风玲' }).click()
  await expect(page.getByText('保留', { exact: true })).toBeVisible()
  await expect(page.getByText('电话 1')).toBeVisible()
  await picture(page, 'patients-merge')
  await page.getByLabel('原因').fill('名字写错了')
  await page.getByRole('button', { name: '合并', exact: true }).click()
  await expect(page.getByText('已合并').first()).toBeVisible()
  await page.goto(`/patients/${ids[1]}`)
  await expect(page.getByRole('heading', { name: '欧阳风铃' })).toBeVisible()
  await page.goto(`/patients/${ids[0]}/merge`)
  await page.getByRole('button', { name: '撤销合并' }).click()
  await page.getByRole('dialog').getByLabel('原因').fill('其实是两个人')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/已撤销 2/)).toBeVisible()
  await page.goto(`/patients/${ids[1]}`)
  await expect(page.getByRole('heading', { name: '欧阳风玲' })).toBeVisible()
})

const FILE = ['姓名,性别,出生日期,手机,备注', '丁小舟,男,2012-03-04,12800008801,导入一', '丁小桨,女,2014-05-06,12800008802,导入二', '丁小帆,女,2099-01-01,12800008803,生日不对', '丁小锚,男,2011-01-01,88,电话不对'].join('\n')

test('a file of people: columns, dry run, the rows to correct, entered, and taken back whole', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/patients/import')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: '选择文件，或拖到这里' }).click()
  await (await chooser).setFiles({ name: '老系统.csv', mimeType: 'text/csv', buffer: Buffer.from(`﻿${FILE}`) })
  await expect(page.getByText('出生日期').first()).toBeVisible()
  await picture(page, 'import-columns')
  expect(await serious(page)).toEqual([])
  await page.getByRole('button', { name: '试算' }).click()
  await expect(page.getByText(/2 行需要更正/)).toBeVisible({ timeout: 20_000 })
  await picture(page, 'import-look')
  expect(await serious(page)).toEqual([])
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载需要更正的行' }).click()
  const file = await download
  expect(readFileSync(await file.path()).subarray(0, 2).toString()).toBe('PK')
  await page.getByRole('button', { name: '导入 2 位患者' }).click()
  await expect(page.getByText('2 位患者已建档')).toBeVisible({ timeout: 20_000 })
  expect((await hits(page, '丁小')).map((h) => h.name).sort()).toEqual(['丁小桨', '丁小舟'])
  await picture(page, 'import-done')
  await page.getByRole('button', { name: '撤销这次导入' }).click()
  await expect(page.getByText('这次导入已撤销，没有留下任何患者')).toBeVisible({ timeout: 20_000 })
  expect(await hits(page, '丁小')).toEqual([])
})

test('a person gets their data, and is erased only by their number', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/patients/new')
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名').fill('南宫萤火')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name: '南宫萤火' })).toBeVisible()
  await page.getByRole('button', { name: '更多', exact: true }).click()
  await page.getByRole('menuitem', { name: '导出个人信息…' }).click()
  await form.getByLabel('原因').fill('本人申请')
  const download = page.waitForEvent('download')
  await page.keyboard.press('Control+Enter')
  expect((await download).suggestedFilename()).toMatch(/^F\d+\.zip$/)
  await page.getByRole('button', { name: '更多', exact: true }).click()
  await page.getByRole('menuitem', { name: '清除个人信息…' }).click()
  await form.getByLabel('原因').fill('本人申请')
  await page.keyboard.press('Control+Enter')
  await expect(form.getByText(/^输入病历号/).last()).toBeVisible()
  const number = (await hits(page, '南宫萤火'))[0]!.record_no
  await form.getByLabel(/^输入病历号/).fill(number)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('个人信息已清除')).toBeVisible()
  expect(await hits(page, '南宫萤火')).toEqual([])
})

interface Listed { id: string; name: string; record_no: string; last_visit_at: number; next_visit_at: number; age: number }

test('nobody typed yet: the list, narrowed, with what was opened last; the keyboard opens', async ({ page }) => {
  await logIn(page, PEOPLE.frontDesk, '/patients')
  await expect(page.getByText(/共 \d+ 位患者/)).toBeVisible()
  expect(await fits(page)).toBe(true)
  expect(await serious(page)).toEqual([])
  await picture(page, 'patients-list')
  const answer = page.waitForResponse((r) => r.url().includes('age_from=7') && r.ok())
  await page.getByLabel('年龄').click()
  await page.getByTitle('7–11 岁').click()
  const { items, total } = (await (await answer).json()) as { items: Listed[]; total: number }
  expect(items.length).toBeGreaterThan(0)
  expect(items.every((p) => p.age >= 7 && p.age <= 11)).toBe(true)
  await expect(page.getByText(`共 ${total} 位患者`)).toBeVisible()
  const unbooked = page.waitForResponse((r) => r.url().includes('without_next=true') && r.ok())
  await page.getByLabel('没有下次预约').click()
  const left = ((await (await unbooked).json()) as { items: Listed[] }).items
  expect(left.every((p) => p.next_visit_at === 0)).toBe(true)
  await expect(page).toHaveURL(/age=7-11.*unbooked=1/)
  // The address says what is narrowed: of all ages there are always several.
  const again = page.waitForResponse((r) => r.url().includes('without_next=true') && !r.url().includes('age_from') && r.ok())
  await page.goto('/patients?unbooked=1')
  const [first, second] = ((await (await again).json()) as { items: Listed[] }).items
  expect([first?.next_visit_at, second?.next_visit_at]).toEqual([0, 0])
  await expect(page.getByText(second!.name).first()).toBeVisible()
  await page.getByLabel('查找患者').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: second!.name })).toBeVisible()
  await page.goto('/patients')
  await page.getByRole('navigation', { name: '最近打开' }).getByRole('link', { name: second!.name }).click()
  await expect(page).toHaveURL(new RegExp(second!.id))
})

test('somebody of a sister clinic is read urgently, and taken in; the owner sees who did', async ({ page, browser, house }) => {
  // The owner looks up who is at the other clinic alone.
  const office = await browser.newPage({ baseURL: house.url })
  await logIn(office, PEOPLE.owner)
  const me = (await (await office.request.get('/api/v1/org/me')).json()) as { clinics: { clinic: { id: string; short_name: string } }[] }
  const there = me.clinics.find((c) => c.clinic.short_name !== '风车路')!.clinic.id
  const listed = (await (await office.request.get('/api/v1/patients', { params: { clinic_id: there, limit: 200 } })).json()) as { items: Listed[] }
  let who: Listed | undefined
  for (const p of listed.items) {
    const at = (await (await office.request.get(`/api/v1/patients/${p.id}`)).json()) as { clinics: unknown[] }
    if (at.clinics.length === 1) { who = p; break }
  }
  const { id, name, record_no } = who!

  await logIn(page, PEOPLE.doctor, '/patients')
  await page.getByLabel('查找患者').fill(record_no)
  const panel = page.locator('.pn', { hasText: '本集团其他门店' })
  await expect(panel).toContainText(`${name[0]}*`)
  await expect(panel).not.toContainText(name)
  await picture(page, 'patients-elsewhere')
  expect(await serious(page)).toEqual([])
  await panel.getByRole('button', { name: '紧急查看' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: '查看 1 小时' }).click()
  await expect(form.getByText('请填写此项')).toBeVisible()
  await form.getByLabel('原因').fill('外伤急诊，需要确认过敏史')
  await picture(page, 'patients-urgent-ask')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await expect(page.getByText(/还有 (59|60) 分钟，到 \d\d:\d\d 为止/)).toBeVisible()
  await expect(page.getByRole('button', { name: '修改资料' })).toBeHidden()
  await expect(page.getByRole('button', { name: '预约', exact: true })).toBeHidden()
  await expect(page.getByRole('link', { name: '病历合并', exact: true })).toBeHidden()
  await picture(page, 'patients-urgent')
  expect(await serious(page)).toEqual([])
  await page.getByRole('link', { name: '时间线', exact: true }).click()
  await expect(page.locator('.tl-one').first()).toBeVisible()

  await office.goto('/settings/audit?action=auth.glass_broken')
  await expect(office.getByText('外伤急诊，需要确认过敏史').first()).toBeVisible()
  await expect(office.getByRole('cell', { name: '程弓远' }).first()).toBeVisible()
  await picture(office, 'audit-glass')
  await office.close()

  const desk = await browser.newPage({ baseURL: house.url })
  await logIn(desk, PEOPLE.frontDesk, `/patients?q=${record_no}`)
  await expect(desk.getByRole('button', { name: '紧急查看' })).toBeHidden()
  await desk.getByRole('button', { name: '接诊到本店' }).click()
  await desk.getByLabel('患者全名').fill('不是这个名字')
  await desk.keyboard.press('Control+Enter')
  await expect(desk.getByText('没有这位患者，或您无权查看')).toBeVisible()
  await desk.getByLabel('患者全名').fill(name)
  await desk.keyboard.press('Control+Enter')
  await expect(desk.getByRole('heading', { name })).toBeVisible()
  await expect(desk).toHaveURL(new RegExp(id))
  await expect(desk.getByText('来此就诊')).toBeVisible()
  await desk.close()
})

test('referrals: the largest trees of the group, and the circles around a doctor', async ({ page }) => {
  await logIn(page, PEOPLE.owner, '/patients/circles')
  const rows = page.locator('tbody tr.ant-table-row')
  await expect(rows.first()).toBeVisible()
  await page.getByLabel('围绕哪位医生').click()
  await page.keyboard.type('程弓远')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/doctor=/)
  await expect(page.getByRole('columnheader', { name: '由该医生负责' })).toBeVisible()
  const theirs = async () => (await rows.locator('td:nth-child(5)').allTextContents()).map(Number)
  await expect.poll(async () => { const n = await theirs(); return n.length > 0 && n.every((x, i) => x > 0 && (i === 0 || x <= n[i - 1]!)) }).toBe(true)
  expect(await serious(page)).toEqual([])
})
