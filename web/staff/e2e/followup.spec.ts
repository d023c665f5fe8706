import { BEGUN, account, begin } from './calls'
import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

const CALLER = 'anhuifang'
const EXTRACTION = BEGUN.filter(([protocol]) => protocol === 'extraction')

test('ten calls are cleared by keyboard alone, and a draft outlives a reload', async ({ page }) => {
  await logIn(page, CALLER, '/calls?whose=all')
  await begin(page, await account(page, '程弓远'), 10)
  await page.goto('/calls?whose=all')
  const rows = page.locator('.cd-list section:not([aria-label="今天已打"]) .cd-row')
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(10)
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  const before = await rows.count()

  await page.keyboard.press('Enter')
  const pain = page.getByRole('radiogroup', { name: /现在疼痛几分/ })
  await expect(page.locator('.cd-form [data-stop]').first()).toBeFocused()
  for (let n = 0; n < 5 && !(await pain.getByRole('radio', { name: '0', exact: true }).evaluate((x) => x === document.activeElement)); n++) await page.keyboard.press('Tab')
  await page.keyboard.press('5')
  // What hangs on the answer is there at once, and has the keyboard.
  await expect(page.getByRole('radiogroup', { name: /止痛药/ })).toBeVisible()
  await picture(page, 'call')
  expect(await serious(page)).toEqual([])
  await page.reload()
  await expect(pain.getByRole('radio', { name: '5', exact: true })).toBeChecked()
  await page.keyboard.press('Enter')

  let missed = ''
  for (let n = 0; n < 10; n++) {
    const name = await page.locator('.cd-name a').first().textContent()
    const address = page.url()
    if (n === 9) {
      missed = name!
      await page.keyboard.press('n')
      await expect(page.getByRole('radio', { name: /无人接听/ })).toBeChecked()
    } else {
      await expect(page.locator('.cd-pane [data-stop]').first()).toBeFocused()
      // 0 for pain; for everything else that is picked, the first of its answers is the good one.
      for (let stop = 0; stop < 40; stop++) {
        const kind = await page.evaluate(() => document.activeElement?.closest<HTMLElement>('.cd-form [data-keys]')?.className ?? '')
        const form = await page.evaluate(() => document.activeElement?.closest('.cd-form') !== null)
        if (!form) break
        if (kind.includes('cd-scale')) await page.keyboard.press('0')
        else if (kind.includes('cd-yes_no')) await page.keyboard.press('2')
        else if (kind.includes('cd-choice')) await page.keyboard.press('1')
        else await page.keyboard.press('Tab')
        if (await page.evaluate(() => document.activeElement?.closest('.cd-more') !== null)) break
      }
    }
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText(`${name} 已记录`).first()).toBeVisible()
    await expect.poll(() => page.url()).not.toBe(address)
    await expect(page.locator('.cd-name a').first()).not.toHaveText(name!)
  }
  // One that nobody answered comes again in the next window.
  await expect.poll(() => rows.count()).toBeLessThanOrEqual(before - 9)
  // It was a slip: taken back, the call stands where it stood.
  const last = page.locator('.cd-row').filter({ hasText: missed })
  await expect(last).toContainText('已试 1 次')
  await page.getByRole('button', { name: /^撤销/ }).click()
  await expect(last).not.toContainText('已试 1 次')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible()
  await page.keyboard.press('Escape')
})

test('a red answer is on the doctor’s screen at once, wherever the doctor is, until it is opened', async ({ page, browser, house }) => {
  await logIn(page, CALLER, '/calls?whose=all')
  const doctor = await account(page, '程弓远')
  const [line] = await begin(page, doctor, 1, EXTRACTION)
  const there = await (await browser.newContext({ baseURL: house.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })).newPage()
  await logIn(there, PEOPLE.doctor, '/patients')
  await expect(there.getByRole('heading', { name: '患者' }).first()).toBeVisible()
  // What others were answered meanwhile is opened first: the oldest stands on top.
  const alarm = there.getByRole('alert').filter({ hasText: '红色异常反馈' })
  const waiting = (await api<{ items: { id: string; kind: string }[] }>(there, '/tasks?whose=desk&state=open&limit=50')).items.filter((x) => x.kind === 'followup.doctor_call')
  for (const _ of waiting) {
    await alarm.getByRole('link', { name: '打开' }).click()
    await expect(there).toHaveURL(/\/tasks\//)
    await there.goto('/patients')
  }

  await page.goto(`/calls/${line!.id}?whose=all`)
  await page.getByRole('radiogroup', { name: /呼吸、吞咽困难/ }).getByRole('radio', { name: /是/ }).click()
  // The safety sentence stands first, before anything was recorded.
  await expect(page.locator('.cd-pane .cd-safety')).toContainText('120')
  await expect(page.getByText(/前给患者回电话/)).toBeVisible()
  await picture(page, 'call-red')
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/已通知.*医生/)).toBeVisible()

  await expect(alarm).toBeVisible()
  await expect(alarm).toContainText(line!.patient.name)
  await expect(there.getByLabel(/位患者等医生回电/)).toBeVisible()
  await there.goto('/today')
  await expect(alarm).toBeVisible() // it stays, on another page and after a reload
  await picture(there, 'alarm')
  expect(await serious(there)).toEqual([])
  await alarm.getByRole('link', { name: '打开' }).click()
  const task = there.getByRole('dialog')
  await expect(task.locator('.cd-safety')).toContainText('120')
  await expect(task.getByText('呼吸、吞咽困难吗')).toBeVisible()
  await picture(there, 'doctor-call')
  expect(await serious(there)).toEqual([])
  await there.goto('/patients')
  await expect(there.getByLabel(/位患者等医生回电/)).toBeVisible()
  await expect(alarm).toBeHidden()

  // The morning digest has it first.
  await there.goto('/calls/digest')
  await expect(there.locator('.dg-list > li').first()).toContainText('红')
  expect(await serious(there)).toEqual([])
  await there.context().close()
})

test('what hangs on a case is said at the patient, within what its protocol asks, and taken back', async ({ page }) => {
  await logIn(page, CALLER, '/calls?whose=all')
  const doctor = await account(page, '程弓远')
  const { now } = await api<{ now: number }>(page, '/followup/desk?clinic_id=CLINIC')
  const [someone] = (await api<{ items: { id: string }[] }>(page, '/patients?clinic_id=CLINIC&limit=100')).items.slice(-1)
  await api(page, '/followup/series', { clinic_id: 'CLINIC', patient_id: someone!.id, protocol: 'extraction', doctor_id: doctor, site: '36', treated_at: now - 3600_000 })
  await page.goto(`/patients/${someone!.id}/calls`)
  const cases = page.getByRole('group', { name: '这例的情况' }).first()
  const blood = cases.getByRole('checkbox', { name: '服抗凝药' })
  await expect(blood).toBeVisible()
  await expect(cases.getByRole('checkbox', { name: '还在转扩弓器' })).toHaveCount(0)
  const was = await blood.isChecked()
  await blood.click()
  await expect(page.getByText('已记下')).toBeVisible()
  await expect(blood).toBeChecked({ checked: !was })
  await page.getByRole('button', { name: /^撤销/ }).click()
  await expect(blood).toBeChecked({ checked: was })
  await picture(page, 'case')
  expect(await serious(page)).toEqual([])
})

test('a complaint is written down in a call; a result is corrected by addition', async ({ page }) => {
  await logIn(page, CALLER, '/calls?whose=all')
  const list = await begin(page, await account(page, '程弓远'), 2)
  const line = list.at(-1)!
  await page.goto(`/calls/${line.id}?whose=all`)
  const pain = page.getByRole('radiogroup', { name: /现在疼痛几分/ })
  await pain.getByRole('radio', { name: '1', exact: true }).click()
  await page.locator('.cd-name').click()
  await page.keyboard.press('c')
  await expect(page.getByLabel('患者投诉什么')).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('请写下投诉内容')).toBeVisible() // what is missing is said, and what was entered stays
  await page.keyboard.type('等了四十分钟才看上')
  await picture(page, 'call-complaint')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/投诉已登记/)).toBeVisible()
  await page.goto(`/patients/${line.patient_id}/complaints`)
  await expect(page.getByText('等了四十分钟才看上').first()).toBeVisible()

  await page.goto(`/calls/${line.id}?whose=all`)
  await page.getByRole('button', { name: '更正' }).click()
  await pain.getByRole('radio', { name: '3', exact: true }).click()
  await page.getByRole('button', { name: '追加更正' }).click()
  await expect(page.getByText('请填写此项')).toBeVisible()
  await page.getByLabel('为什么更正').fill('听错了，是三分')
  await page.getByRole('button', { name: '追加更正' }).click()
  await expect(page.getByRole('article')).toHaveCount(2)
  await expect(page.getByRole('article').first()).toContainText('3 分')
  await expect(page.getByRole('article').last()).toContainText('已被更正')
  await expect(page.getByRole('article').last()).toContainText('1 分')
  expect(await serious(page)).toEqual([])

  await page.goto(`/patients/${line.patient_id}/calls`)
  await page.getByRole('button', { name: '看答案' }).first().click()
  await expect(page.getByText('听错了，是三分')).toBeVisible()
  await page.getByRole('checkbox', { name: '以后都打电话，不发表单' }).click()
  await expect(page.getByText('联系方式已改')).toBeVisible()
  await picture(page, 'followup-tab')
  expect(await serious(page)).toEqual([])
})

test('the manager sees the week per caller, and prints it', async ({ page }) => {
  await logIn(page, PEOPLE.manager, '/calls/week')
  const table = page.getByRole('region', { name: '周报' })
  await expect(table.getByRole('row', { name: /合计/ })).toBeVisible()
  await picture(page, 'week')
  expect(await serious(page)).toEqual([])
  const last = await page.locator('.pg-head p').textContent()
  await page.getByRole('button', { name: '上一周' }).click()
  await expect(page.locator('.pg-head p')).not.toHaveText(last!)
  const [paper, sheet] = await Promise.all([page.context().waitForEvent('page'), page.context().waitForEvent('response', (r) => r.url().includes('/followup/week/paper')),
    page.getByRole('button', { name: '打印 PDF' }).click()])
  expect(sheet.headers()['content-type']).toBe('application/pdf')
  await paper.close()
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(table).toBeVisible()
  expect(await fits(page)).toBe(true)
  await page.goto('/calls?whose=all')
  await expect(page.getByRole('heading', { name: '回访台' })).toBeVisible()
  expect(await fits(page)).toBe(true)
})
