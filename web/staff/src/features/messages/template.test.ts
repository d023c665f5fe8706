import { describe, expect, it } from 'vitest'
import { bytesOf, fill, goesThrough, isFree, kindOfSlot, signed, slotMost, smsSize, trySlot } from './template'

const samples = { who: '李*木', time: '11月23日 09:00', doctor: '程弓远', kind: '常规加力复诊', link: '' }

describe('a template with the samples of its purpose', () => {
  it('names the first field that there is not; a link may be missing', () => {
    expect(fill('{who}您好，{time} {link}', samples)).toEqual({ text: '李*木您好，11月23日 09:00', missing: '' })
    expect(fill('{whom}{when}', samples)).toEqual({ text: '', missing: 'whom' })
  })
  it('knows what WeChat takes by the name of the variable', () => {
    expect(kindOfSlot('thing12')).toBe('thing')
    expect(kindOfSlot('thing')).toBe('')
    expect(kindOfSlot('who')).toBe('')
    expect(slotMost('phrase3')).toBe(5)
    expect(slotMost('code')).toBe(0)
  })
  it('says of each variable what stands against it', () => {
    const tried = (name: string, text: string, others = [name]) => trySlot({ name, text }, samples, others)
    expect(tried('time2', '{time}').fault).toBe('')
    expect(tried('time2', '明天 {time}').fault).toBe('form')
    expect(tried('phone_number4', '{doctor}').fault).toBe('form')
    expect(tried('thing1', '{dentist}')).toMatchObject({ fault: 'field', field: 'dentist' })
    expect(tried('thing1', '  ').fault).toBe('empty')
    expect(tried('', 'x').fault).toBe('name')
    expect(tried('thing1', 'x', ['thing1', 'thing1']).fault).toBe('twice')
    expect(tried('amount1', '¥420.00').fault).toBe('')
  })
  it('cuts a text that is too long, with a sign that it did', () => {
    const t = trySlot({ name: 'phrase1', text: '{kind}' }, samples, ['phrase1'])
    expect(t).toEqual({ text: '常规加力…', length: 6, fault: 'long', field: '' })
    expect(trySlot({ name: 'code', text: '很长'.repeat(50) }, samples, ['code']).fault).toBe('')
  })
  it('counts an SMS as it is billed, signature and emoji included', () => {
    expect(smsSize(signed('牙程口腔', '字'.repeat(64)))).toEqual({ length: 70, parts: 1 })
    expect(smsSize(signed('牙程口腔', '字'.repeat(65)))).toEqual({ length: 71, parts: 2 })
    expect(smsSize('字'.repeat(134)).parts).toBe(2)
    expect(smsSize('字'.repeat(135)).parts).toBe(3)
    expect(smsSize('🦷').length).toBe(2)
  })
  it('knows which channels take free text, and which accounts carry them', () => {
    expect(isFree('wecom_task')).toBe(true)
    expect(isFree('sms')).toBe(false)
    expect(isFree('mini_subscribe')).toBe(false)
    expect(goesThrough('sms', 'tencent')).toBe(true)
    expect(goesThrough('sms', 'wecom')).toBe(false)
    expect(bytesOf('牙a')).toBe(4)
  })
})
