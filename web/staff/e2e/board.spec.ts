import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Locator, type Page } from '@playwright/test'
import type { Board, BoardChange } from '@archwire/domain'

const open = async (page: Page, query = '') => {
  await page.goto(`/bench.html?page=board${query}`)
  await page.waitForSelector('.bd-card')
}
const card = (page: Page, name: string): Locator => page.locator('.bd-card', { hasText: name }).first()
const visit = (page: Page, name: string) => page.evaluate((n) => window.fixture.board.visits.find((v) => v.patient.name === n), name)
const changes = (page: Page): Promise<BoardChange[]> => page.evaluate(() => window.fixture.changes)
const column = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true })

/** Drags with the mouse in small steps, as a hand does. */
async function drag(page: Page, from: Locator, to: { x: number; y: number }, grip = { x: 30, y: 8 }): Promise<void> {
  const b = (await from.boundingBox())!
  await page.mouse.move(b.x + grip.x, b.y + grip.y)
  await page.mouse.down()
  await page.mouse.move(b.x + grip.x + 6, b.y + grip.y + 6, { steps: 2 })
  await page.mouse.move(to.x, to.y, { steps: 10 })
  await page.waitForTimeout(60)
}

test.describe('the whole day on one screen', () => {
  for (const [width, height] of [[1440, 900], [1366, 768]] as const) {
    test(`${width}×${height}: 96 visits, no scrolling, every name legible`, async ({ page }) => {
      await page.setViewportSize({ width, height })
      await open(page)
      const seen = await page.evaluate(() => {
        const s = document.querySelector('.bd-scroll')!
        const cards = [...document.querySelectorAll('.bd-card')]
        const names = cards.map((c) => c.querySelector('b')!.getBoundingClientRect())
        return {
          down: s.scrollHeight <= s.clientHeight, side: s.scrollWidth <= s.clientWidth, page: document.documentElement.scrollHeight <= innerHeight,
          least: Math.min(...cards.map((c) => c.getBoundingClientRect().height)),
          clipped: cards.filter((c, i) => names[i]!.right > c.getBoundingClientRect().right + 0.5 || names[i]!.width < 12).map((c) => c.textContent),
          over: cards.flatMap((c, i) => cards.slice(i + 1).filter((d) => {
            const a = c.getBoundingClientRect(); const b = d.getBoundingClientRect()
            return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1
          }).map((d) => `${c.textContent} / ${d.textContent}`)),
          visits: new Set(cards.map((c) => c.getAttribute('data-key')!.split(':')[0])).size,
        }
      })
      expect(seen).toMatchObject({ down: true, side: true, page: true, clipped: [], over: [], visits: 96 })
      expect(seen.least).toBeGreaterThanOrEqual(height === 900 ? 14 : 11)
    })
  }

  test('shows a visit in each place that it holds, and its way on hover', async ({ page }) => {
    await open(page)
    const v = (await visit(page, '𠮷田健'))!
    await expect(page.locator(`[data-key^="${v.id}:"]`)).toHaveCount(3)
    await page.locator(`[data-key="${v.id}:0"]`).hover()
    await expect(page.locator('.bd-way.hot rect')).toHaveCount(3)
    await expect(page.getByRole('tooltip')).toContainText('介绍人：林雅静')
    await expect(page.getByRole('tooltip')).toContainText('咨询室2 → 影像室 → 咨询室2')
  })

  test('folds what has no room and lists it', async ({ page }) => {
    await page.goto('/bench.html?page=perf&chairs=10&cards=40')
    await page.click('#mount')
    const fold = page.locator('.bd-fold').first()
    const n = Number((await fold.textContent())!.slice(1))
    await fold.click()
    await expect(page.getByRole('menuitem')).toHaveCount(n)
  })
})

test.describe('moving', () => {
  test('says time and conflict while it moves, and refuses in words', async ({ page }) => {
    await open(page)
    const before = (await visit(page, '李诗涵'))!
    const other = (await card(page, '韩奕辰').boundingBox())!
    await drag(page, card(page, '李诗涵'), { x: other.x + 30, y: other.y + 10 })
    await expect(page.locator('.bd-ghost-say')).toContainText('已有 韩奕辰')
    await expect(page.locator('.bd-ghost')).toHaveClass(/bad/)
    await page.mouse.up()
    await expect(page.locator('.bd-notice')).toContainText('没有移动')
    expect((await visit(page, '李诗涵'))!.starts_at).toBe(before.starts_at)
    expect(await changes(page)).toEqual([])
  })

  test('lands in a free chair, and Ctrl+Z takes it back', async ({ page }) => {
    await open(page)
    const before = (await visit(page, '李诗涵'))!
    const b = (await card(page, '李诗涵').boundingBox())!
    const c = (await column(page, '6号椅').boundingBox())!
    await drag(page, card(page, '李诗涵'), { x: c.x + 30, y: b.y + 8 })
    await expect(page.locator('.bd-ghost')).toHaveClass(/good/)
    await expect(page.locator('.bd-ghost-say')).toContainText('可以放这里')
    await page.mouse.up()
    await expect(column(page, '6号椅').locator('.bd-card', { hasText: '李诗涵' })).toBeVisible()
    const moved = (await visit(page, '李诗涵'))!
    expect(moved).toMatchObject({ place_id: 'c6', starts_at: before.starts_at })
    expect(moved.segments.every((s) => s.place_id === 'c6')).toBe(true)
    await page.keyboard.press('Control+z')
    await expect(column(page, '2号椅').locator('.bd-card', { hasText: '李诗涵' })).toBeVisible()
    expect(await visit(page, '李诗涵')).toEqual(before)
  })

  test('Escape restores', async ({ page }) => {
    await open(page)
    const c = (await column(page, '6号椅').boundingBox())!
    await drag(page, card(page, '李诗涵'), { x: c.x + 30, y: c.y + 500 })
    await expect(page.locator('.bd-ghost')).toBeVisible()
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await expect(page.locator('.bd-ghost')).toBeHidden()
    expect(await changes(page)).toEqual([])
    expect(await page.evaluate(() => window.fixture.opened)).toBe('')
  })

  test('waits with changes of others while something is carried', async ({ page }) => {
    await open(page)
    const c = (await column(page, '6号椅').boundingBox())!
    await drag(page, card(page, '李诗涵'), { x: c.x + 30, y: c.y + 500 })
    await page.evaluate(() => window.fixture.patch((b: Board) => ({ ...b, visits: b.visits.filter((v) => v.patient.name !== '韩奕辰') })))
    await page.waitForTimeout(100)
    await expect(card(page, '韩奕辰')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(card(page, '韩奕辰')).toBeHidden()
    await page.mouse.up()
  })

  test('shows the reason and another time when the server refuses', async ({ page }) => {
    await open(page)
    await page.evaluate(() => window.fixture.patch((b: Board) => ({ ...b, visits: b.visits.map((v) => (v.patient.name === '李诗涵' ? { ...v, note: 'refuse' } : v)) })))
    const b = (await card(page, '李诗涵').boundingBox())!
    const c = (await column(page, '6号椅').boundingBox())!
    await drag(page, card(page, '李诗涵'), { x: c.x + 30, y: b.y + 8 })
    await page.mouse.up()
    await expect(page.locator('.bd-notice')).toContainText('刚被 王乐 占用')
    await expect(column(page, '2号椅').locator('.bd-card', { hasText: '李诗涵' })).toBeVisible()
    await expect(page.locator('.bd-notice .bd-btn').first()).toHaveText(/^\d\d:\d\d$/)
  })

  test('a visit that has begun stays, and says why', async ({ page }) => {
    await open(page)
    const c = (await column(page, '6号椅').boundingBox())!
    await drag(page, card(page, '郑明轩'), { x: c.x + 30, y: c.y + 500 })
    await page.mouse.up()
    await expect(page.locator('.bd-notice')).toContainText('就诊中')
    expect(await changes(page)).toEqual([])
  })

  test('resizes by the lower edge and keeps the doctor minutes', async ({ page }) => {
    await open(page)
    const before = (await visit(page, '宋婉清'))!
    const el = card(page, '宋婉清')
    const b = (await el.boundingBox())!
    await drag(page, el, { x: b.x + 30, y: b.y + b.height + 10 }, { x: 30, y: b.height - 2 })
    await page.mouse.up()
    const after = (await visit(page, '宋婉清'))!
    expect(after.ends_at).toBeGreaterThan(before.ends_at)
    const hands = (v: typeof after) => v.segments.filter((s) => s.who === 'D').map((s) => s.end - s.start)
    expect(hands(after)).toEqual(hands(before))
  })

  test('books by a drag over empty space', async ({ page }) => {
    await open(page)
    const c = (await column(page, '5号椅').boundingBox())!
    const y = c.y + c.height * 0.94
    await page.mouse.move(c.x + 40, y)
    await page.mouse.down()
    await page.mouse.move(c.x + 40, y + 30, { steps: 6 })
    await expect(page.locator('.bd-ghost')).toContainText('新增预约')
    await page.mouse.up()
    expect(await changes(page)).toMatchObject([{ kind: 'create', place_id: 'c5', copy_of: '' }])
  })

  test('carries a visit over the shelf', async ({ page }) => {
    await open(page)
    const shelf = (await page.locator('.bd-shelf').boundingBox())!
    await drag(page, card(page, '李诗涵'), { x: shelf.x + 300, y: shelf.y + 12 })
    await page.mouse.up()
    const chip = page.locator('[data-parked]', { hasText: '李诗涵' })
    await expect(chip).toBeVisible()
    await expect(page.locator('.bd-card', { hasText: '李诗涵' })).toHaveCount(0)
    const c = (await column(page, '6号椅').boundingBox())!
    await drag(page, chip, { x: c.x + 30, y: c.y + c.height * 0.9 })
    await page.mouse.up()
    await expect(column(page, '6号椅').locator('.bd-card', { hasText: '李诗涵' })).toBeVisible()
  })
})

test.describe('by keyboard alone', () => {
  test('arrows walk, Alt+arrows move and keep the focus', async ({ page }) => {
    await open(page)
    await card(page, '郭晨曦').focus()
    await page.keyboard.press('ArrowUp')
    await expect(card(page, '胡楠')).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await card(page, '程语嫣').focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect(card(page, '程语嫣')).toBeFocused()
    expect(await changes(page)).toHaveLength(1)
    await page.keyboard.press('Alt+ArrowLeft')
    await expect(column(page, '6号椅').locator('.bd-card', { hasText: '程语嫣' })).toBeFocused()
    expect(await changes(page)).toHaveLength(2)
  })

  test('S changes the state, A checks in, Enter opens, N books after, K parks', async ({ page }) => {
    await open(page)
    await card(page, '李诗涵').focus()
    await page.keyboard.press('s')
    await expect(page.getByRole('menuitem').first()).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(card(page, '李诗涵')).toBeFocused()
    await page.keyboard.press('a')
    expect((await visit(page, '李诗涵'))!.state).toBe('arrived')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => window.fixture.opened)).toBe((await visit(page, '李诗涵'))!.id)
    await page.keyboard.press('n')
    expect(await page.evaluate(() => window.fixture.created)).toMatch(/^c2 \d+$/)
    await page.keyboard.press('k')
    await expect(page.locator('[data-parked]', { hasText: '李诗涵' })).toBeVisible()
  })

  test('M moves with the arrows; Enter drops, Escape gives up', async ({ page }) => {
    await open(page)
    const before = (await visit(page, '李诗涵'))!
    await card(page, '李诗涵').focus()
    await page.keyboard.press('m')
    const panel = page.getByRole('dialog', { name: '移动 李诗涵' })
    await expect(panel).toBeVisible()
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
    await expect(page.locator('.bd-ghost')).toHaveClass(/good/)
    await page.keyboard.press('Enter')
    expect((await visit(page, '李诗涵'))!.place_id).toBe('c6')
    await page.keyboard.press('Control+z')
    expect((await visit(page, '李诗涵'))!.place_id).toBe('c2')
    await card(page, '李诗涵').focus()
    await page.keyboard.press('m')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await expect(page.locator('.bd-ghost')).toBeHidden()
    expect(await visit(page, '李诗涵')).toEqual(before)
  })

  test('? lists the keys, and Tab reaches one card only', async ({ page }) => {
    await open(page)
    await card(page, '李诗涵').focus()
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: '快捷键' })).toContainText('改状态')
    await page.keyboard.press('Escape')
    expect(await page.locator('.bd-card[tabindex="0"]').count()).toBe(1)
  })
})

test.describe('the red lock', () => {
  test('marks who waits, says for whom, and will not finish without the doctor', async ({ page }) => {
    await open(page, '&away=1')
    const waiting = await page.evaluate(() => window.fixture.board.visits.filter((v) => v.waits_for_doctor).length)
    expect(waiting).toBeGreaterThan(0)
    await expect(page.locator('.bd-doc.p-away')).toContainText(`${waiting} 人在等`)
    await expect(page.locator('.bd-bus circle')).toHaveCount(waiting)
    await page.locator('.bd-card.waits.s-in_place').first().focus()
    await page.keyboard.press('s')
    await expect(page.getByRole('menuitem', { name: /治疗完成/ })).toBeDisabled()
    await expect(page.getByRole('menuitem', { name: /治疗完成/ })).toContainText('不在岗')
  })
})

test('touch: a swipe scrolls, a long press picks up', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 1180, height: 820 }, hasTouch: true, locale: 'zh-CN' })
  const page = await context.newPage()
  await open(page)
  await page.getByLabel('缩放').selectOption('36')
  const cdp = await context.newCDPSession(page)
  const el = card(page, '李诗涵')
  await el.scrollIntoViewIfNeeded()
  const b = (await el.boundingBox())!
  const at = (x: number, y: number) => [{ x, y }]
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', at(b.x + 20, b.y + 10))
  await touch('touchMove', at(b.x + 20, b.y - 60))
  await touch('touchEnd', [])
  expect(await changes(page)).toEqual([])
  await el.scrollIntoViewIfNeeded()
  const c = (await el.boundingBox())!
  const six = (await column(page, '6号椅').boundingBox())!
  await touch('touchStart', at(c.x + 20, c.y + 10))
  await page.waitForTimeout(350)
  for (let i = 1; i <= 8; i++) await touch('touchMove', at(c.x + 20 + ((six.x + 20 - c.x - 20) * i) / 8, c.y + 10))
  await page.waitForTimeout(60)
  await expect(page.locator('.bd-ghost')).toBeVisible()
  await touch('touchEnd', [])
  await expect(column(page, '6号椅').locator('.bd-card', { hasText: '李诗涵' })).toBeVisible()
  await context.close()
})

test('prints A4 sheets of five columns', async ({ page }) => {
  await open(page)
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('.bd-sheet')).toHaveCount(3)
  await expect(page.locator('.bd-sheet').first()).toBeVisible()
  await expect(page.locator('#root')).toBeHidden()
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(3)
})

test.describe('axe finds nothing serious', () => {
  for (const [name, query] of [['board', '&away=1'], ['login', '&page=login'], ['doctors', '']] as const) {
    test(name, async ({ page }) => {
      await page.goto(name === 'login' ? '/bench.html?page=login' : `/bench.html?page=board${query}`)
      if (name === 'login') await page.getByLabel('集团代码').waitFor()
      else await page.waitForSelector('.bd-card')
      if (name === 'doctors') await page.getByRole('button', { name: '医生视图' }).click()
      const found = await new AxeBuilder({ page }).analyze()
      const bad = found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
      expect(bad.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')} (${v.nodes.length})`)).toEqual([])
    })
  }
})
