import { expect, test, type CDPSession, type Page } from '@playwright/test'

/**
 * CPU time of the page's main thread in milliseconds, without what steering
 * the browser costs; steadier than a wall clock on a shared machine.
 */
async function busy(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const ms = (name: string): number => (metrics.find((m) => m.name === name)?.value ?? 0) * 1000
  return ms('TaskDuration') - ms('DevToolsCommandDuration')
}

async function settle(page: Page): Promise<void> {
  await page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 80)))))
}

interface Cost {
  mount: number
  move: number
  drop: number
  cards: number
}

async function measure(page: Page, lane: number): Promise<Cost> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(`/bench.html?page=perf&chairs=10&cards=120&lane=${lane}`)
  await page.waitForSelector('#mount')
  await settle(page)
  const t0 = await busy(cdp)
  await page.click('#mount')
  await page.waitForSelector('.bd-card')
  await settle(page)
  const mount = await busy(cdp) - t0
  const from = (await page.locator('.bd-card').nth(5).boundingBox())!
  await page.mouse.move(from.x + 4, from.y + 6)
  await page.mouse.down()
  await page.mouse.move(from.x + 20, from.y + 20)
  await settle(page)
  const t1 = await busy(cdp)
  const steps = 40
  for (let i = 1; i <= steps; i++) await page.mouse.move(from.x + 20 + i * 20, from.y + 20 + i * 6)
  await settle(page)
  const move = (await busy(cdp) - t1) / steps
  const t2 = await busy(cdp)
  await page.mouse.up()
  await settle(page)
  const drop = await busy(cdp) - t2
  return { mount, move, drop, cards: await page.locator('.bd-card').count() }
}

// Tracing records every step and would be most of the cost.
test.use({ trace: 'off' })

// Warm code, best of three: the budget is about our own work, not the machine's mood.
test('10 chairs × 120 cards: mount ≤ 300 ms, drag move ≤ 8 ms, drop ≤ 60 ms of CPU', async ({ page }) => {
  test.setTimeout(120_000)
  for (const [what, lane] of [['every card drawn', 1], ['folded as shipped', 44]] as const) {
    const runs: Cost[] = []
    for (let i = 0; i < 3; i++) runs.push(await measure(page, lane))
    const best = { mount: Math.min(...runs.map((r) => r.mount)), move: Math.min(...runs.map((r) => r.move)), drop: Math.min(...runs.map((r) => r.drop)) }
    console.log(`${what}: ${runs[0]!.cards} cards, mount ${best.mount.toFixed(0)} ms, move ${best.move.toFixed(1)} ms, drop ${best.drop.toFixed(0)} ms`)
    expect(best.mount).toBeLessThanOrEqual(300)
    expect(best.move).toBeLessThanOrEqual(8)
    expect(best.drop).toBeLessThanOrEqual(60)
    if (lane === 1) expect(runs[0]!.cards).toBe(1200)
  }
})
