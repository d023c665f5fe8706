import { Form, Input } from 'antd'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { initReactI18next } from 'react-i18next'
import { Problem } from '@archwire/api'
import { startTexts } from '@archwire/i18n'
import { dayOf } from '../features/patients/BirthInput'
import { deviceName } from '../features/session/device'
import { FormDrawer } from './FormDrawer'
import { instantOf, localOf } from './localTime'

beforeAll(async () => { await startTexts('zh-CN', (i) => i.use(initReactI18next)) })

interface Values { name: string; note: string }

function open(onSave: (v: Values, touched: Partial<Values>) => Promise<unknown>, onStale?: () => void) {
  return render(
    <FormDrawer<Values> open title="t" initial={{ name: '白小前', note: '' }} onSave={onSave} onClose={() => {}} {...(onStale ? { onStale } : {})}>
      <Form.Item name="name" label="姓名"><Input /></Form.Item>
      <Form.Item name="note" label="备注"><Input /></Form.Item>
    </FormDrawer>,
  )
}

const save = () => fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true })

describe('a form at the side', () => {
  it('tells what was changed since it was opened, and nothing else', async () => {
    const saved = vi.fn(async () => {})
    open(saved)
    fireEvent.change(screen.getByLabelText('备注'), { target: { value: '下午来' } })
    save()
    await waitFor(() => expect(saved).toHaveBeenCalledWith({ name: '白小前', note: '下午来' }, { note: '下午来' }))
  })
  it('keeps what was typed and says beside the field what is wrong', async () => {
    open(async () => { throw new Problem(422, 'http.invalid', {}, [{ field: 'name', code: 'http.too_long', args: { max: 60 } }]) })
    fireEvent.change(screen.getByLabelText('备注'), { target: { value: '下午来' } })
    save()
    expect(await screen.findByText('最多 60 个字。')).toBeTruthy()
    expect((screen.getByLabelText('备注') as HTMLInputElement).value).toBe('下午来')
  })
  it('says above the fields what belongs to none of them', async () => {
    open(async () => { throw new Problem(422, 'http.invalid', {}, [{ field: 'contacts[2].phone', code: 'http.field_required', args: {} }]) })
    save()
    expect((await screen.findByRole('alert')).textContent).toContain('请填写此项')
  })
  it('reads the thing again when somebody else changed it', async () => {
    const stale = vi.fn()
    open(async () => { throw new Problem(412, 'db.stale') }, stale)
    save()
    expect((await screen.findByRole('alert')).textContent).toContain('刚刚有人改过')
    expect(stale).toHaveBeenCalledOnce()
  })
})

describe('days and times as people type them', () => {
  it('reads a day in the usual forms and no other', () => {
    for (const text of ['2013-05-01', '2013-5-1', '20130501', '2013.5.1', '2013/05/01', '2013年5月1日', ' ２０１３-０５-０１ ']) expect([text, dayOf(text)]).toEqual([text, '2013-05-01'])
    for (const text of ['', '2013', '2013-13-01', '2013-02-29', '13-5-1', '下周一']) expect([text, dayOf(text)]).toEqual([text, ''])
  })
  it('goes from the clinic’s clock to an instant and back', () => {
    const at = instantOf('2026-11-22T09:05', 'Asia/Shanghai')
    expect(at).toBe(Date.UTC(2026, 10, 22, 1, 5))
    expect(localOf(at, 'Asia/Shanghai')).toBe('2026-11-22T09:05')
  })
})

describe('devices', () => {
  it('are named so that one recognises them', () => {
    expect(deviceName('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36')).toBe('Chrome · Windows')
    expect(deviceName('Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1')).toBe('Safari · iPad')
    expect(deviceName('')).toBe('')
  })
})
