import { PEOPLE, api, expect, fits, logIn, picture, serious, test } from './house'

const KEY = '12899990021'

/** Lets the double play something. */
async function play(double: string, path: string, body?: unknown): Promise<Response> {
  return await fetch(`${double}/__ctl/${path}`, { method: 'POST', ...(body ? { body: JSON.stringify(body) } : {}) })
}

test('a tag that is switched on stands beside customers in WeCom, and is taken off again', async ({ page, house }) => {
  await play(house.double, 'person', { key: KEY, name: '积木舅舅', phone: KEY })
  await play(house.double, `follow?person=${KEY}&staff=anhuifang`)
  await logIn(page, PEOPLE.owner, '/messages/contacts')
  const contact = async () => (await api<{ contacts: { id: string; nick: string }[] }>(page, '/messages/contacts?clinic_id=CLINIC')).contacts.find((c) => c.nick === '积木舅舅')?.id
  await expect.poll(contact, { timeout: 30_000 }).toBeTruthy()
  const { patient } = await api<{ patient: { id: string } }>(page, '/patients', { clinic_id: 'CLINIC', name: '艾小舅', sex: 'male', birth_day: '2015-05-01', source: 'other', confirm_new: true, contacts: [{ label: 'mobile', whose: 'other', number: KEY, is_default: true }] })
  await api(page, `/messages/patients/${patient.id}/contacts`, { contact_id: await contact(), whose: 'other' })
  const tags = (await api<{ items: { id: string; name: string }[] }>(page, '/patients/lists/tags')).items
  await api(page, `/patients/${patient.id}/tags`, { tags: [tags.find((x) => x.name === '赶时间')!.id] }, 'PUT')

  const shown = async () => ((await (await play(house.double, `tags?person=${KEY}`)).json()) as Record<string, string[] | null>).anhuifang ?? []
  expect(await shown()).toEqual([])
  await page.goto('/settings/lists')
  const turn = page.getByRole('switch', { name: '赶时间 同步到企业微信' })
  await expect(turn).not.toBeChecked()
  await turn.click()
  await expect(page.getByText('赶时间 已同步到企业微信')).toBeVisible()
  await expect.poll(shown, { timeout: 60_000 }).toEqual(['牙程/赶时间'])
  await expect(page.getByRole('row', { name: /赶时间/ }).getByText(/[1-9]\d* 位客户/)).toBeVisible({ timeout: 30_000 })
  expect(await serious(page)).toEqual([])
  await picture(page, 'tags')
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await fits(page)).toBe(true)
  await page.setViewportSize({ width: 1280, height: 800 })

  await page.goto(`/patients/${patient.id}/messages`)
  await expect(page.getByText('企业微信标签：赶时间')).toBeVisible()
  await page.goto('/settings/lists')
  await turn.click()
  await expect(page.getByText('赶时间 已从企业微信取下')).toBeVisible()
  await expect.poll(shown, { timeout: 60_000 }).toEqual([])
})
