import type { Locator, Page } from '@playwright/test'
import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

interface Image { id: string; slot: string; day: string; drawn: boolean; withdrawn_at: number; order_id: string }
interface Order { id: string; patient_id: string; state: string }
interface Today { visits: { patient: { id: string } }[] }

const imagesOf = async (page: Page, patient: string): Promise<Image[]> => (await api<{ items: Image[] }>(page, `/imaging/patients/${patient}/images`)).items
const open = async (page: Page): Promise<Order[]> => (await api<{ items: Order[] }>(page, '/charting/orders?clinic_id=CLINIC')).items

/** Photos as a camera makes them, each another, as files that are dropped or chosen. */
async function photos(page: Page, n: number, seed: number): Promise<{ name: string; mimeType: string; buffer: Buffer }[]> {
  const made = await page.evaluate(async ([count, from]) => {
    const out: string[] = []
    for (let i = 0; i < count!; i++) {
      const c = Object.assign(document.createElement('canvas'), { width: 900, height: 600 })
      const g = c.getContext('2d')!
      g.fillStyle = `hsl(${(from! * 67 + i * 40) % 360} 60% 70%)`
      g.fillRect(0, 0, 900, 600)
      g.fillStyle = '#333'
      g.font = '200px sans-serif'
      g.fillText(`${from! + i} ${Math.random()}`, 60, 380)
      out.push(c.toDataURL('image/jpeg', 0.8).split(',')[1]!)
    }
    return out
  }, [n, seed])
  return made.map((b, i) => ({ name: `photo${seed + i}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(b, 'base64') }))
}

/** Drops files onto the place for them, as from a folder. */
async function drop(page: Page, on: Locator, list: Awaited<ReturnType<typeof photos>>): Promise<void> {
  const data = await page.evaluateHandle((files) => {
    const d = new DataTransfer()
    for (const f of files) d.items.add(new File([Uint8Array.from(atob(f.b64), (c) => c.charCodeAt(0))], f.name, { type: f.mimeType }))
    return d
  }, list.map((f) => ({ name: f.name, mimeType: f.mimeType, b64: f.buffer.toString('base64') })))
  await on.dispatchEvent('drop', { dataTransfer: data })
}

/** Four people of the day who have no images yet; each story takes its own. */
async function without(page: Page): Promise<[string, string, string, string]> {
  const today = await api<Today>(page, '/visits/today?clinic_id=CLINIC')
  const out: string[] = []
  for (const id of new Set(today.visits.map((v) => v.patient.id))) {
    if ((await imagesOf(page, id)).length === 0) out.push(id)
    if (out.length === 4) break
  }
  expect(out).toHaveLength(4)
  return out as [string, string, string, string]
}

const cell = (set: Locator, name: string): Locator => set.locator('.ig-cell').filter({ has: set.page().locator('.ig-name', { hasText: new RegExp(`^${name}$`) }) })
const drawn = (where: Locator): Locator => where.locator('.ig-thumb img')

test('an order is fulfilled by its images, and the doctor sees it', async ({ page }) => {
  await logIn(page, PEOPLE.doctor)
  const [patient] = await without(page)
  const list = (await api<{ items: { id: string; code: string }[] }>(page, '/catalog/items?clinic_id=CLINIC')).items
  const items = ['I02', 'I03'].map((code) => list.find((i) => i.code === code)!.id)
  const order = await api<Order>(page, '/charting/orders', { clinic_id: 'CLINIC', patient_id: patient, items, question: '正畸初诊评估', pregnancy: 'no' })
  await page.goto(`/patients/${order.patient_id}/orders`)
  await page.getByRole('button', { name: '上传影像' }).first().click()
  const drawer = page.getByRole('dialog')
  await drawer.locator('input[type=file][multiple]').setInputFiles(await photos(page, 2, 1))
  await expect(drawn(drawer)).toHaveCount(2)
  await expect(drawer.locator('.ig-name')).toHaveText([/全景片/, /头颅侧位片/])
  expect(await serious(page)).toEqual([])
  await picture(page, 'order-images')
  await drawer.getByRole('button', { name: /close|关闭/i }).first().click()
  await expect(page.getByRole('cell', { name: '已拍摄' }).first()).toBeVisible()
  expect((await open(page)).find((o) => o.id === order.id)?.state).toBe('taken')
  expect((await imagesOf(page, order.patient_id)).filter((i) => i.order_id === order.id)).toHaveLength(2)
})

test('a set of eight is dropped, filed anew, withdrawn and put back, and moved to another day', async ({ page }) => {
  await logIn(page, PEOPLE.doctor)
  const [, patient] = await without(page)
  await page.goto(`/patients/${patient}/imaging`)
  await drop(page, page.locator('.ig-add'), await photos(page, 8, 20))
  const set = page.locator('section.pn').filter({ has: page.locator('.ig-set') }).first()
  await expect(drawn(set)).toHaveCount(8)
  expect((await imagesOf(page, patient)).map((i) => i.slot).sort()).toEqual(['face_front', 'face_front_smile', 'face_oblique', 'face_oblique_smile', 'face_profile', 'face_profile_smile', 'oral_front', 'oral_right'])
  expect(await serious(page)).toEqual([])
  expect(await fits(page)).toBe(true)
  await picture(page, 'imaging-set')

  // Filed anew by dragging, and taken back by Ctrl+Z.
  await cell(set, '右侧咬合').locator('.ig-thumb').dragTo(cell(set, '左侧咬合'))
  await expect(page.getByText('已归入“左侧咬合”')).toBeVisible()
  await expect(cell(set, '左侧咬合').locator('.ig-thumb')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(cell(set, '右侧咬合').locator('.ig-thumb')).toBeVisible()

  // The viewer by keyboard: rotate, invert, measure, and what happened to the image.
  await cell(set, '右侧咬合').locator('.ig-thumb').click()
  const viewer = page.getByRole('dialog', { name: '查看影像' })
  await page.keyboard.press('r')
  await page.keyboard.press('i')
  await expect(viewer.locator('.ig-pic')).toHaveAttribute('style', /rotate\(90deg\)/)
  await expect(viewer.locator('.ig-pic img')).toHaveAttribute('style', /invert\(1\)/)
  await page.keyboard.press('0')
  await page.keyboard.press('m')
  const at = (await viewer.locator('.ig-pic img').boundingBox())!
  await page.mouse.move(at.x + at.width * 0.25, at.y + at.height / 2)
  await page.mouse.down()
  await page.mouse.move(at.x + at.width * 0.75, at.y + at.height / 2, { steps: 4 })
  await page.mouse.up()
  await expect(viewer.getByRole('status')).toContainText(/4[45]\d 像素/) // half of 900
  await page.keyboard.press('h')
  await expect(viewer.getByRole('list', { name: '记录' }).getByRole('listitem')).toHaveCount(3)
  expect(await serious(page)).toEqual([])
  await picture(page, 'viewer')

  // Out of view with a reason, and back by one act.
  await viewer.getByRole('button', { name: '撤下' }).click()
  await viewer.getByRole('textbox', { name: /为什么撤下/ }).fill('拍糊了')
  await viewer.locator('.ant-popover').getByRole('button', { name: '撤下' }).click()
  await expect(viewer.locator('.ig-count')).toHaveText(/\/ 7$/)
  await page.keyboard.press('Escape')
  await expect(viewer).toHaveCount(0)
  await expect(drawn(set)).toHaveCount(7)
  await page.getByRole('button', { name: /已撤下/ }).click()
  await expect(page.getByText('原因：拍糊了')).toBeVisible()
  expect(await serious(page)).toEqual([])
  await page.getByRole('button', { name: '恢复' }).click()
  await expect(drawn(set)).toHaveCount(8)
  await page.keyboard.press('Control+z')
  await expect(drawn(set)).toHaveCount(7)

  // The whole set to another day, and back.
  await set.getByRole('button', { name: '移到其他日期或就诊' }).click()
  const form = page.getByRole('dialog', { name: '移到其他日期或就诊' })
  await form.getByRole('textbox', { name: '拍摄日期' }).fill('2026-11-02')
  await page.keyboard.press('Enter')
  await form.getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('region', { name: '2026-11-02' })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('region', { name: '2026-11-02' })).toHaveCount(0)
})

test('two dates are compared side by side and by a slider, on a tablet and a phone', async ({ page }) => {
  await page.setViewportSize({ width: 1180, height: 820 })
  await logIn(page, PEOPLE.doctor)
  const [, , patient] = await without(page)
  await page.goto(`/patients/${patient}/imaging`)
  await page.getByRole('textbox', { name: '拍摄日期' }).fill('2026-10-02')
  await page.keyboard.press('Enter')
  await drop(page, page.locator('.ig-add'), await photos(page, 2, 40))
  await expect(drawn(page.locator('section.pn'))).toHaveCount(2)
  await page.reload()
  await drop(page, page.locator('.ig-add'), await photos(page, 2, 50))
  await expect(drawn(page.locator('section.pn'))).toHaveCount(4)
  await page.getByRole('button', { name: '对比' }).click()
  const compare = page.getByRole('dialog', { name: '对比' })
  await expect(compare.locator('figure img')).toHaveCount(2)
  await compare.getByText('滑动', { exact: true }).click()
  const handle = compare.getByRole('slider')
  await expect(handle).toBeVisible()
  const before = await handle.getAttribute('aria-valuenow')
  await handle.focus()
  await page.keyboard.press('ArrowRight')
  await expect(handle).not.toHaveAttribute('aria-valuenow', before!)
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await fits(page)).toBe(true)
  await page.locator('.ig-thumb').first().click()
  await expect(page.getByRole('dialog', { name: '查看影像' })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('a finger that rests on an image takes it to another place', async ({ browser, house }) => {
  const context = await browser.newContext({ baseURL: house.url, viewport: { width: 1180, height: 820 }, hasTouch: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  await logIn(page, PEOPLE.doctor)
  const [, , , patient] = await without(page)
  await page.goto(`/patients/${patient}/imaging`)
  await drop(page, page.locator('.ig-add'), await photos(page, 1, 60))
  const set = page.locator('section.pn').filter({ has: page.locator('.ig-set') }).first()
  await expect(drawn(set)).toHaveCount(1)
  const from = (await cell(set, '正面').locator('.ig-thumb').boundingBox())!
  const to = (await cell(set, '侧面').boundingBox())!
  const touch = await context.newCDPSession(page)
  const send = (type: string, x = 0, y = 0) => touch.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
  await send('touchStart', from.x + 20, from.y + 20)
  await page.waitForTimeout(400) // the finger rests
  await send('touchMove', from.x + 60, from.y + 30)
  await send('touchMove', to.x + to.width / 2, to.y + to.height / 2)
  await expect(set.locator('.ig-ghost')).toBeVisible()
  await send('touchEnd')
  await expect(page.getByText('已归入“侧面”')).toBeVisible()
  await expect(page.getByRole('dialog', { name: '查看影像' })).toHaveCount(0)
  expect((await imagesOf(page, patient)).map((i) => i.slot)).toEqual(['face_profile'])
  await context.close()
})
