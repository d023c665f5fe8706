import { Alert, Button, Drawer, Form, type FormInstance } from 'antd'
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@archwire/api'
import { faultText } from '@archwire/i18n'

export interface FormDrawerProps<Values extends object> {
  open: boolean
  title: string
  form: FormInstance<Values>
  initial?: Partial<Values>
  width?: number
  /** Rejecting with a Problem keeps the drawer open, what was typed, and says why beside the field. */
  onSave: (v: Values) => Promise<void>
  onClose: () => void
  children: ReactNode
}

/** A form at the side: the page behind stays. Enter goes on to the next field, Ctrl+Enter saves. */
export function FormDrawer<Values extends object>({ open, title, form, initial, width = 460, onSave, onClose, children }: FormDrawerProps<Values>) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const save = async () => {
    setFault('')
    setBusy(true)
    try {
      await onSave(await form.validateFields())
    } catch (e) {
      if (e instanceof Problem) showProblem(form, e, setFault)
      else if (!isInvalid(e)) throw e
    } finally {
      setBusy(false)
    }
  }
  const keys = (e: KeyboardEvent) => {
    if (e.key !== 'Enter') return
    if (e.ctrlKey || e.metaKey) { e.preventDefault(); void save() } else if ((e.target as HTMLElement).tagName === 'INPUT') nextField(e)
  }
  return (
    <Drawer open={open} title={title} size={width} onClose={onClose} destroyOnHidden
      footer={<div style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
        <Button type="primary" loading={busy} onClick={() => void save()}>{t('form.save')}</Button>
        <Button onClick={onClose}>{t('form.cancel')}</Button>
        <small style={{ marginLeft: 'auto', color: '#5b6672' }}>{t('form.save_key')}</small>
      </div>}>
      {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 12 }} />}
      <Form form={form} layout="vertical" {...(initial ? { initialValues: initial } : {})} onKeyDown={keys}>{children}</Form>
    </Drawer>
  )
}

const isInvalid = (e: unknown): boolean => typeof e === 'object' && e !== null && 'errorFields' in e

/** "body.contacts[0].phone" names a field of the form; what names none stands above. */
function showProblem<V extends object>(form: FormInstance<V>, p: Problem, above: (text: string) => void): void {
  const fields = p.details.map((d) => ({
    name: d.location.replace(/^body\.?/, '').split(/[.[\]]+/).filter(Boolean).map((s) => (/^\d+$/.test(s) ? Number(s) : s)),
    errors: [faultText(d.code, d.args)],
  }))
  const known = fields.filter((f) => f.name.length > 0 && form.getFieldInstance(f.name as never))
  if (known.length > 0) form.setFields(known as never)
  if (known.length < Math.max(1, fields.length)) above(faultText(p.code, p.args))
}

function nextField(e: KeyboardEvent): void {
  const all = [...e.currentTarget.querySelectorAll<HTMLElement>('input:not([type=hidden]):not(:disabled),textarea,.ant-switch')]
  const next = all[all.indexOf(e.target as HTMLElement) + 1]
  if (next) { e.preventDefault(); next.focus() }
}
