import type { Browser, Locator, Page } from '@playwright/test'
import type { BoardVisit } from '@archwire/domain'
import { PASSWORD, PEOPLE, api, expect, logIn, picture, serious, test, type House } from './house'

/** What a person does: a click, a key, something typed. Each counts as one. */
class Hands {
  count = 0
  async click(what: Locator) { this.count++; await what.click() }
  async type(what: Locator, text: string) { this.count++; await what.fill(text) }
  async press(page: Page, key: string) { this.count++; await page.keyboard.press(key) }
}

/** A second person at their own screen. */
async function another(browser: Browser, house: House, login: string, path: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: house.url, viewport: { width: 1180, height: 820 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  await logIn(page, login, path)
  return page
}

/** Counts how often a page is loaded as a whole. */
function loads(page: Page): () => number {
  let n = 0
  page.on('load', () => { n++ })
  return () => n
}

interface Board { visits: BoardVisit[] }
interface Account { agreements: unknown[]; owed: number; prepaid: number }

test('from reception to leaving: chair, record, plan, execution, money, next visit, in under sixty actions and no page load', async ({ page, browser, house }) => {
  test.slow()
  const hands = new Hands()
  await logIn(page, PEOPLE.frontDesk, '/board')
  await page.waitForSelector('.bd-card')
  const doctor = await another(browser, house, PEOPLE.doctor, '/today')
  const deskLoads = loads(page)
  const chairLoads = loads(doctor)

  // The next visit of the doctor that has not begun, whose place nobody has, of somebody who has no money here yet.
  const { visits } = await api<Board>(page, '/visits/board?clinic_id=CLINIC')
  const taken = new Set(visits.filter((v) => v.state === 'in_place').map((v) => v.place_id))
  const me = await api<{ id: string }>(doctor, '/org/me')
  const free = visits.filter((x) => x.doctor_id === me.id && x.state === 'confirmed' && !taken.has(x.place_id)).sort((a, b) => a.starts_at - b.starts_at)
  const accounts = await Promise.all(free.map((x) => api<Account>(page, `/billing/patients/${x.patient.id}`)))
  const v = free[accounts.findIndex((a) => a.agreements.length === 0 && a.owed === 0 && a.prepaid === 0)]!
  const name = v.patient.name

  await test.step('reception: arrived and waiting', async () => {
    await page.locator(`[data-key="${v.id}:0"]`).focus()
    await hands.press(page, 'a')
    await expect(page.getByRole('status').getByText(`${name} · 到店`)).toBeVisible()
    await hands.press(page, 'Enter')
    await hands.click(page.getByRole('complementary', { name: '预约详情' }).getByRole('button', { name: '候诊' }))
  })

  await test.step('chair: the visit sits, the record is written with teeth and signed', async () => {
    const seat = doctor.getByRole('article', { name })
    await expect(seat).toHaveAttribute('data-state', 'waiting') // what the desk just did is here: a step from an older state is refused
    await hands.click(seat.getByRole('button', { name: /^入座/ }))
    await hands.click(seat.getByRole('button', { name: '医生开始' }))
    await hands.click(seat.getByRole('button', { name: '写病历' }))
    const part = (of: string) => doctor.getByRole('textbox', { name: of })
    await hands.type(part('主诉'), '#46 疼痛 3 天')
    await hands.type(part('既往史'), '否认药物过敏史')
    await hands.type(part('检查'), '#46 深龋')
    await hands.type(part('诊断'), '#46 牙髓炎')
    await hands.type(part('治疗计划'), '#46 根管治疗，或拔除后种植')
    await hands.type(part('处置'), '#46 开髓')
    await hands.click(doctor.getByRole('button', { name: '签名' }))
    const form = doctor.getByRole('dialog')
    await hands.type(form.getByLabel(/再次输入登录密码/), PASSWORD)
    await hands.click(form.getByRole('button', { name: '签名' }))
    await expect(doctor.getByText('已签名')).toBeVisible()
    expect(await serious(doctor)).toEqual([])
  })

  await test.step('plan: two alternatives with teeth, one is agreed to', async () => {
    await hands.click(doctor.getByRole('link', { name }))
    await hands.click(doctor.getByRole('navigation', { name: '档案的各部分' }).getByRole('link', { name: '治疗计划' }))
    const drawer = doctor.getByRole('dialog')
    const add = async (item: string, teeth: string) => {
      await hands.click(drawer.getByLabel(/添加项目/))
      await hands.type(drawer.getByLabel(/添加项目/), item)
      await hands.press(doctor, 'Enter')
      await hands.type(drawer.getByLabel(/^牙位/).last(), teeth)
    }
    await hands.click(doctor.getByRole('button', { name: '新建方案' }))
    await hands.type(drawer.getByLabel('方案名称'), '根管治疗')
    await add('E04', '46')
    await hands.type(drawer.getByLabel(/^分次/), '2')
    await hands.click(drawer.getByRole('button', { name: '保存', exact: true }))
    await expect(drawer).toBeHidden()
    await hands.click(doctor.getByRole('button', { name: '添加备选方案' }).first())
    await hands.type(drawer.getByLabel('方案名称'), '拔除')
    await add('S02', '46')
    await hands.click(drawer.getByRole('button', { name: '保存', exact: true }))
    await expect(drawer).toBeHidden()
    const root = doctor.getByRole('article', { name: '根管治疗' })
    await hands.click(root.getByRole('button', { name: '患者同意' }))
    await hands.click(root.getByRole('button', { name: /^患者同意 ¥/ }))
    await expect(root).toContainText('已成交')
    await expect(doctor.getByRole('article', { name: '拔除' })).toContainText('未采用')
  })

  await test.step('desk: a prepayment for the plan', async () => {
    await hands.click(page.getByRole('complementary', { name: '预约详情' }).getByRole('link', { name }))
    await hands.click(page.getByRole('navigation', { name: '档案的各部分' }).getByRole('link', { name: '费用' }))
    await hands.click(page.getByRole('button', { name: '收预交' }))
    const drawer = page.getByRole('dialog')
    
    await hands.type(drawer.locator('input[inputmode=decimal]').first(), '300')
    await hands.click(drawer.getByRole('button', { name: '收预交' }))
    await expect(drawer).toBeHidden()
  })

  await test.step('chair: the first session is executed, and takes the prepayment', async () => {
    const root = doctor.getByRole('article', { name: '根管治疗' })
    await hands.click(root.getByRole('button', { name: '执行（划扣）' }))
    const drawer = doctor.getByRole('dialog')
    await hands.click(drawer.getByRole('checkbox').first())
    await hands.click(drawer.getByRole('button', { name: /^执行（划扣）/ }))
    await expect(root).toContainText('740.00')
    expect(await serious(doctor)).toEqual([])
  })

  await test.step('desk: the rest by two means, with a receipt', async () => {
    await expect(page.getByText('440.00').first()).toBeVisible()
    await hands.click(page.getByRole('button', { name: '收款', exact: true }))
    const drawer = page.getByRole('dialog')
    await hands.type(drawer.locator('input[inputmode=decimal]').first(), '240')
    await hands.click(drawer.getByRole('button', { name: '再加一种支付方式' }))
    await hands.type(drawer.locator('input[inputmode=decimal]').nth(1), '200')
    await hands.click(drawer.getByRole('button', { name: '收款', exact: true }))
    await expect(drawer).toBeHidden()
    await expect(page.getByRole('row').filter({ hasText: '微信支付 240.00' })).toContainText('现金 200.00')
    await expect(page.locator('.bl-box', { hasText: '欠费' })).toContainText('0.00')
    await picture(page, 'chair-to-cashier-paid')
  })

  await test.step('chair: the visit card asks for the next visit, which is booked from it', async () => {
    await hands.click(doctor.getByRole('navigation', { name: '档案的各部分' }).getByRole('link', { name: '正畸复诊卡' }))
    await hands.type(doctor.getByLabel('下次', { exact: true }), '更换弓丝')
    await hands.press(doctor, 'Enter')
    await hands.type(doctor.getByLabel('间隔（周）'), '4')
    await hands.click(doctor.getByRole('button', { name: '保存', exact: true }))
    await hands.click(doctor.getByRole('button', { name: '预约下次' }))
    const drawer = doctor.getByRole('dialog', { name: '新增预约' })
    await expect(drawer).toContainText('更换弓丝')
    await expect(drawer.getByText('最早可约').first()).toBeVisible()
    await hands.click(drawer.getByRole('button', { name: '预约', exact: true }))
    await expect(drawer).toBeHidden()
    await hands.click(doctor.getByRole('link', { name: '今日工作' }))
    await hands.click(doctor.getByRole('article', { name }).getByRole('button', { name: '治疗完成' }))
  })

  await test.step('reception: the visit leaves, with its next one booked', async () => {
    await hands.click(page.getByRole('link', { name: '诊室视图' }))
    const mine = page.locator(`[data-key="${v.id}:0"]`)
    await mine.focus()
    await hands.press(page, 'Enter')
    const panel = page.getByRole('complementary', { name: '预约详情' })
    await expect(panel.locator('.vd-state')).toContainText('治疗完成')
    await hands.click(panel.getByRole('button', { name: '离店' }))
    await expect(panel.locator('.vd-state')).toContainText('已离店')
  })

  expect(await serious(page)).toEqual([])
  expect([deskLoads(), chairLoads()]).toEqual([0, 0])
  expect(hands.count).toBeLessThan(60)
  await doctor.context().close()
})
