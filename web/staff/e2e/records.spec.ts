import type { Page } from '@playwright/test'
import type { BoardVisit } from '@archwire/domain'
import { PASSWORD, PEOPLE, api, expect, fits, logIn, picture, serious, test, totp } from './house'

/** Begins a record of a visit of today that has none of the doctor's yet, and opens it. Who has not come comes. */
async function openDraft(page: Page): Promise<void> {
  const me = await api<{ id: string }>(page, '/org/me')
  const { visits } = await api<{ visits: BoardVisit[] }>(page, '/visits/board?clinic_id=CLINIC')
  for (const v of visits.filter((x) => x.doctor_id === me.id && ['booked', 'confirmed', 'arrived', 'waiting', 'in_place'].includes(x.state))) {
    if (v.state === 'booked' || v.state === 'confirmed') await api(page, `/visits/bookings/${v.id}/steps`, { step: 'arrive' }, 'POST', v.version)
    const record = await api<{ id: string }>(page, '/charting/records', { visit_id: v.id }).catch(() => null)
    if (!record) continue
    await page.goto(`/records/${record.id}`)
    await expect(page.getByRole('button', { name: '套用模板' })).toBeVisible()
    return
  }
  throw new Error('every visit of today has a record')
}

test('a record is written, signed with the password, amended and printed', async ({ page }) => {
  await logIn(page, PEOPLE.doctor, '/records')
  await expect(page.getByRole('heading', { name: '备诊' })).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'preparation')
  await openDraft(page)

  // A phrase by "/", a tooth by "#46", and what the rules find.
  const part = (name: string) => page.getByRole('textbox', { name })
  await part('主诉').fill('疼')
  await page.getByRole('combobox', { name: '病历类型' }).click()
  await page.locator('.ant-select-item-option', { hasText: '初诊' }).click()
  await expect(page.locator('.rc-side').getByText('主诉没有写时间')).toBeVisible()
  await part('主诉').fill('#46 疼痛 3 天')
  await part('既往史').fill('')
  await part('既往史').pressSequentially('/否认过敏')
  await expect(page.getByRole('option', { name: /否认过敏/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(part('既往史')).toHaveValue('否认药物过敏史')
  await part('检查').fill('#46 深龋')
  await part('诊断').fill('#46 牙髓炎')
  await part('治疗计划').fill('#46 根管治疗')
  await part('处置').fill('#46 开髓')
  await expect(page.locator('.rc-side').getByText('没有写可选方案')).toBeVisible()
  await expect(page.locator('.rc-marks').first()).toHaveText('46')
  await expect(page.getByText('已保存')).toBeVisible()
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await picture(page, 'record')

  // A warning wants a reason, and the signature the password.
  await page.getByRole('button', { name: '签名' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel(/没有写可选方案/).fill('患者已知情，要求保留患牙')
  await form.getByLabel(/再次输入登录密码/).fill('not-the-password')
  await form.getByRole('button', { name: '签名' }).click()
  await expect(form.getByRole('alert')).toBeVisible()
  await form.getByLabel(/再次输入登录密码/).fill(PASSWORD)
  await form.getByRole('button', { name: '签名' }).click()
  await expect(page.getByText('已签名')).toBeVisible()

  // What was signed changes by a version with its reason.
  await page.getByRole('button', { name: '补充修改' }).click()
  await part('医嘱').fill('1 周后复诊')
  await page.getByRole('button', { name: '签名' }).click()
  await form.getByLabel('修改理由').fill('遗漏医嘱')
  await form.getByLabel(/再次输入登录密码/).fill(PASSWORD)
  await form.getByRole('button', { name: '签名' }).click()
  await expect(page.getByText('理由：遗漏医嘱')).toBeVisible()
  await page.getByRole('button', { name: '与上一版的差异' }).first().click()
  await expect(page.locator('ins', { hasText: '1 周后复诊' })).toBeVisible()
  expect(await serious(page)).toEqual([])

  await page.getByRole('button', { name: '打印' }).click()
  await expect(page.getByRole('heading', { name: '门诊病历' })).toBeVisible()
  await expect(page.locator('.rc-a4')).toContainText('1 周后复诊')
})

test('a phrase is kept from the text, teeth are put in from the chart, and a referral begins at the record', async ({ page }) => {
  await logIn(page, PEOPLE.doctor, '/records')
  await openDraft(page)
  const record = page.url()
  const part = (name: string) => page.getByRole('textbox', { name })

  // What is marked becomes a phrase of one's own, and is there at once.
  const name = `红肿${Date.now() % 1_000_000}`
  await part('检查').fill('龈缘红肿，\n探诊出血\n可见牙石')
  await part('检查').selectText()
  await page.getByRole('button', { name: '存为常用语' }).click()
  const form = page.getByRole('dialog', { name: '新建常用语' })
  await expect(form.getByLabel('内容')).toHaveValue('龈缘红肿，\n探诊出血\n可见牙石')
  await form.getByLabel('名称', { exact: true }).fill(name)
  expect(await serious(page)).toEqual([])
  await form.getByRole('button', { name: '保存', exact: true }).click()
  await expect(form).toHaveCount(0)
  await part('检查').fill('')
  await part('检查').pressSequentially(`/${name}`)
  await expect(page.getByRole('option', { name: new RegExp(name) })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(part('检查')).toHaveValue('龈缘红肿，探诊出血；可见牙石')

  // The chart beside the text: a finding is charted, the tooth is named where one was writing.
  await part('诊断').fill('深龋')
  await part('诊断').press('Home')
  await page.getByRole('button', { name: '牙位图' }).click()
  const chart = page.getByRole('dialog', { name: '牙位图' })
  await chart.locator('[data-tooth="26"]').focus()
  await page.keyboard.press('Enter')
  await chart.getByRole('button', { name: '龋坏', exact: true }).click()
  await chart.getByRole('button', { name: '记录', exact: true }).click()
  await expect(page.getByText('已记录：26 龋坏')).toBeVisible()
  expect(await serious(page)).toEqual([])
  await picture(page, 'record-teeth')
  await chart.getByRole('button', { name: '写入“诊断”' }).click()
  await expect(part('诊断')).toHaveValue('#26 深龋')
  await expect(part('诊断')).toBeFocused()
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()

  // To a colleague, upon this record.
  const asked = `请会诊 ${Date.now() % 1_000_000}`
  await page.getByRole('button', { name: '转诊给同事' }).click()
  const refer = page.getByRole('dialog', { name: '转诊给同事' })
  await refer.getByRole('combobox', { name: '给谁' }).fill('任一')
  await page.keyboard.press('Enter')
  await refer.getByLabel('具体要求').fill(asked)
  await refer.getByLabel('为什么').fill('牙体缺损较大')
  await refer.getByRole('button', { name: '发出转诊' }).click()
  await expect(refer).toHaveCount(0)

  // One key each leads on.
  await page.goto(record)
  await expect(page.getByRole('navigation', { name: '接着去' })).toBeVisible()
  for (const [key, tab] of [['c', 'chart'], ['v', 'cards'], ['l', 'plans']]) {
    await page.keyboard.press(key!)
    await expect(page).toHaveURL(new RegExp(`/patients/[^/]+/${tab}$`))
    await page.goto(record)
    await expect(page.getByRole('button', { name: '套用模板' })).toBeVisible()
  }
  await page.keyboard.press('c')
  await expect(page).toHaveURL(/\/chart$/)
  await page.goto(page.url().replace(/chart$/, 'sent'))
  const card = page.locator('.rf').filter({ hasText: asked })
  await expect(card).toContainText('依据：病历')
})

test('where two write one record, the second is shown what the first wrote, and loses nothing', async ({ page }) => {
  await logIn(page, PEOPLE.doctor, '/records')
  await openDraft(page)
  const there = await page.context().newPage()
  await there.goto(page.url())
  const part = (of: Page) => of.getByRole('textbox', { name: '现病史' })
  await expect(part(there)).toBeVisible()

  let go = () => {}
  const held = new Promise<void>((done) => { go = done })
  await page.route('**/api/v1/charting/records/*', async (r) => { if (r.request().method() !== 'GET') await held; await r.continue() })
  await part(page).fill('右下后牙冷热痛一周')
  await part(there).fill('右下后牙自发痛三天')
  await expect(there.getByText('已保存', { exact: true })).toBeVisible()
  go()
  await page.getByRole('alert').getByRole('button').click()
  await expect(part(page)).toHaveValue('右下后牙自发痛三天')
  await page.getByRole('button', { name: /^撤销/ }).click()
  await expect(part(page)).toHaveValue('右下后牙冷热痛一周')
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  await there.close()
})

test('who has a second factor signs with its code, and one code signs once', async ({ page }) => {
  await logIn(page, 'xuwuzhu', '/records')
  const { secret } = await api<{ secret: string }>(page, '/org/me/factor', { password: PASSWORD })
  const { now } = await api<{ now: number }>(page, '/visits/board?clinic_id=CLINIC')
  const ahead = now - Date.now()
  const code = (later = 0) => totp(secret, Date.now() + ahead + later)
  await api(page, '/org/me/factor/confirm', { code: code() })
  await openDraft(page)
  const part = (name: string) => page.getByRole('textbox', { name })
  await page.getByRole('combobox', { name: '病历类型' }).click()
  await page.locator('.ant-select-item-option', { hasText: '初诊' }).click()
  for (const [name, text] of [['主诉', '#36 冷热敏感 1 周'], ['既往史', '否认药物过敏史'], ['检查', '#36 中龋'], ['诊断', '#36 中龋'], ['治疗计划', '#36 树脂充填，亦可嵌体'], ['处置', '#36 树脂充填']] as const) await part(name).fill(text)
  await expect(page.getByText('已保存', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: '签名' }).click()
  const form = page.getByRole('dialog')
  await form.getByText('动态验证码', { exact: true }).click()
  for (const why of await form.getByLabel(/，理由$/).all()) await why.fill('患者已知情')
  await form.getByLabel('请输入动态验证码').fill(code() === '000000' ? '000001' : '000000')
  await form.getByRole('button', { name: '签名' }).click()
  await expect(form.getByRole('alert').last()).toBeVisible()
  const once = code(30_000)
  await form.getByLabel('请输入动态验证码').fill(once)
  await form.getByRole('button', { name: '签名' }).click()
  await expect(page.getByText('已签名')).toBeVisible()

  await page.getByRole('button', { name: '补充修改' }).click()
  // The chart of teeth is there for an amendment as well.
  await part('医嘱').fill('勿咬硬物')
  await part('医嘱').press('Home')
  await page.getByRole('button', { name: '牙位图' }).click()
  const chart = page.getByRole('dialog', { name: '牙位图' })
  await chart.locator('[data-tooth="36"]').focus()
  await page.keyboard.press('Enter')
  await chart.getByRole('button', { name: '写入“医嘱”' }).click()
  await expect(part('医嘱')).toHaveValue('#36 勿咬硬物')
  await page.getByRole('button', { name: '签名' }).click()
  await form.getByLabel('修改理由').fill('遗漏医嘱')
  await form.getByText('动态验证码', { exact: true }).click()
  await form.getByLabel('请输入动态验证码').fill(once)
  await form.getByRole('button', { name: '签名' }).click()
  await expect(form.getByRole('alert').last()).toBeVisible()
})

test('phrases and templates are written, changed and switched off', async ({ page }) => {
  await logIn(page, PEOPLE.doctor, '/records/templates')
  await expect(page.getByRole('heading', { name: '常用语和模板' })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: '集团' }).first()).toBeVisible()
  expect(await serious(page)).toEqual([])
  const name = `试戴${Date.now() % 1_000_000}`
  await page.getByRole('button', { name: '新建常用语' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('名称', { exact: true }).fill(name)
  await form.getByLabel('内容').fill('试戴合适')
  await form.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByRole('textbox', { name: '名称、拼音或内容' }).fill(name)
  const row = page.getByRole('listitem').filter({ hasText: name })
  await row.getByRole('button', { name: /^修改/ }).click()
  await form.getByLabel('内容').fill('试戴合适，咬合无高点')
  await page.keyboard.press('Control+Enter')
  await expect(row).toContainText('咬合无高点')
  await row.getByRole('button', { name: /^停用/ }).click()
  await expect(row).toHaveCount(0)
  await page.getByRole('switch', { name: '显示停用的' }).click()
  await expect(row).toContainText('已停用')
  await row.getByRole('button', { name: /^启用/ }).click()
  await expect(row.getByText('已停用')).toHaveCount(0)

  // A template fills several parts.
  await page.getByRole('textbox', { name: '名称、拼音或内容' }).fill('')
  await page.getByText('病历模板', { exact: true }).click()
  await expect(page.getByRole('listitem').filter({ hasText: '正畸初诊' })).toBeVisible()
  await page.getByRole('button', { name: '新建模板' }).click()
  await form.getByLabel('名称', { exact: true }).fill(`复查${name}`)
  await form.getByLabel('主诉').fill('复查')
  await form.getByLabel('医嘱').fill('半年后复查')
  await picture(page, 'template')
  await form.getByRole('button', { name: '保存', exact: true }).click()
  await expect(page.getByRole('listitem').filter({ hasText: `复查${name}` })).toContainText('半年后复查')
})

test('the pages beside the records keep to the screen, in both languages', async ({ page }) => {
  await logIn(page, PEOPLE.doctor, '/records')
  for (const locale of ['zh-CN', 'en']) {
    await page.evaluate((l) => localStorage.setItem('archwire.locale', l), locale)
    for (const path of ['unsigned', 'referrals', 'referrals?box=clinic', 'imaging-room', 'templates']) {
      await page.goto(`/records/${path}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.locator('main[aria-busy=false]')).toBeVisible()
      await expect(page.getByRole('main').locator('.pn, .rf, .em').first()).toBeVisible()
      expect(await serious(page)).toEqual([])
      expect(await page.getByRole('main').innerText()).not.toMatch(/\b(record|referral|teeth|charting|fault)\.[a-z_]+/)
      for (const width of [1440, 1180, 390]) {
        await page.setViewportSize({ width, height: 844 })
        expect([path, width, await fits(page)]).toEqual([path, width, true])
      }
      await page.setViewportSize({ width: 1440, height: 900 })
    }
  }
})
