import { describe, expect, it } from 'vitest'
import { bodyOf, cellsOf, valuesOf } from './cells'
import type { Purpose, Way } from './queries'

const account = (id: string, kind: Way['kind']) => ({ id, kind, name: id }) as Way
const purpose = {
  key: 'visits.reminder', class: 'service', urgent: false, channels: ['mini_subscribe', 'wecom_task', 'sms'], fields: [{ key: 'time', sample: '11月23日 09:00' }], text: '{who}您好：{time}，{time}', words: '', slots: [{ name: 'time2', text: '{time}' }],
  templates: [{ id: 't', version: 3, purpose: 'visits.reminder', channel: 'sms', account_id: 'ali', provider: 'SMS_1', slots: [{ name: 'who', text: '{who}' }], text: '{who}', enabled: false, changed_at: 0, changed_by: '' }],
} as unknown as Purpose

describe('where a purpose has templates', () => {
  it('is every account that carries a channel of its ladder, in the order of the ladder', () => {
    const cells = cellsOf(purpose, [account('ali', 'aliyun'), account('tx', 'tencent'), account('mini', 'mini'), account('oa', 'official')])
    expect(cells.map((c) => [c.channel, c.accountId, c.template?.id ?? ''])).toEqual([['mini_subscribe', 'mini', ''], ['sms', 'ali', 't'], ['sms', 'tx', '']])
  })
  it('shows what is there where its account is gone', () => {
    expect(cellsOf(purpose, []).map((c) => [c.accountId, c.account])).toEqual([['ali', undefined]])
  })
  it('begins a form with what the purpose proposes, and sends what the channel takes', () => {
    const cells = cellsOf(purpose, [account('tx', 'tencent'), account('mini', 'mini'), account('corp', 'wecom')])
    const of = (channel: string, id: string) => cells.find((c) => c.channel === channel && c.accountId === id)!
    expect(valuesOf(purpose, of('sms', 'tx')).slots).toEqual([{ name: 'who', text: '{who}' }, { name: 'time', text: '{time}' }])
    expect(valuesOf(purpose, of('mini_subscribe', 'mini'))).toEqual({ provider: '', slots: [{ name: 'time2', text: '{time}' }], enabled: true })
    expect(valuesOf(purpose, of('sms', 'ali'))).toMatchObject({ provider: 'SMS_1', enabled: false })
    const task = of('wecom_task', 'corp')
    expect(bodyOf(purpose, task, { ...valuesOf(purpose, task), provider: 'x' })).toEqual({ version: 0, purpose: 'visits.reminder', channel: 'wecom_task', account_id: 'corp', enabled: true, text: '{who}您好：{time}，{time}' })
    expect(bodyOf(purpose, of('sms', 'ali'), { provider: ' SMS_2 ', text: '{who}', slots: [{ name: ' who ', text: '{who}' }], enabled: true })).toMatchObject({ version: 3, provider: 'SMS_2', slots: [{ name: 'who', text: '{who}' }] })
  })
})
