import { Alert, Button, Drawer, Form, type FormInstance } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '@archwire/api'
import { faultText } from '@archwire/i18n'
import { asProblem } from './attempt'

export interface FormDrawerProps<Values extends object> {
  open: boolean
  title: string
  /** Only where the fields ask each other. */
  form?: FormInstance<Values>
  initial?: Partial<Values>
  width?: number
  save?: string
  /**
   * Rejecting with a Problem keeps the drawer open, what was typed, and says why beside the field.
   * touched holds only what was changed since the form was opened, so that two people may change different things.
   */
  onSave: (v: Values, touched: Partial<Values>) => Promise<unknown>
  /** Somebody else changed the thing meanwhile: read it again; what was typed stays. */
  onStale?: () => unknown
  onClose: () => void
  children: ReactNode
}

/** A form at the side: the page behind stays. Enter goes on to the next field, Ctrl+Enter saves. */
export function FormDrawer<Values extends object>({ open, title, form, initial, width = 460, save, onSave, onStale, onClose, children }: FormDrawerProps<Values>) {
  const { t } = useTranslation()
  const [own] = Form.useForm<Values>()
  const used = form ?? own
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const first = useRef<Partial<Values>>({})
  const was = useRef(false)
  if (open && !was.current) first.current = initial ?? {}
  was.current = open
  const submit = async () => {
    if (busy) return
    setFault('')
    setBusy(true)
    try {
      const values = await used.validateFields()
      await onSave(values, touchedOf(first.current, values))
    } catch (e) {
      if (!isInvalid(e)) {
        const p = asProblem(e)
        if (p.code === 'db.stale') await onStale?.()
        showProblem(used, p, setFault)
      }
    } finally {
      setBusy(false)
    }
  }
  const keys = (e: KeyboardEvent) => {
    if (e.key !== 'Enter' || e.ctrlKey || e.metaKey || e.nativeEvent.isComposing) return
    const on = e.target as HTMLElement
    if (on.tagName === 'INPUT' && on.getAttribute('role') !== 'combobox') nextField(e)
  }
  useSaveKey(open, submit)
  const close = () => { setFault(''); onClose() }
  return (
    <Drawer open={open} title={title} size={width} onClose={close} destroyOnHidden
      footer={<div className="row">
        <Button type="primary" loading={busy} onClick={() => void submit()}>{save ?? t('form.save')}</Button>
        <Button onClick={close}>{t('form.cancel')}</Button>
        <small className="hint" style={{ marginLeft: 'auto' }}>{t('form.save_key')}</small>
      </div>}>
      {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 12 }} />}
      <Form form={used} layout="vertical" preserve={false} {...(initial ? { initialValues: initial } : {})} onKeyDown={keys}>{children}</Form>
    </Drawer>
  )
}

/** Ctrl+Enter saves wherever the focus is while the form is open. */
function useSaveKey(open: boolean, submit: () => Promise<void>): void {
  const latest = useRef(submit)
  useEffect(() => { latest.current = submit })
  useEffect(() => {
    if (!open) return
    const save = (e: globalThis.KeyboardEvent) => {
      if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey) || e.isComposing) return
      e.preventDefault()
      e.stopPropagation()
      void latest.current()
    }
    // Before the fields hear it: a list that is open would take the Enter for itself.
    document.addEventListener('keydown', save, true)
    return () => document.removeEventListener('keydown', save, true)
  }, [open])
}

function touchedOf<V extends object>(first: Partial<V>, now: V): Partial<V> {
  const out: Partial<V> = {}
  for (const k of Object.keys(now) as (keyof V)[]) {
    if (now[k] !== undefined && JSON.stringify(now[k]) !== JSON.stringify(first[k])) out[k] = now[k]
  }
  return out
}

const isInvalid = (e: unknown): boolean => typeof e === 'object' && e !== null && 'errorFields' in e

const pathOf = (field: string): (string | number)[] =>
  field.split(/[.[\]]+/).filter(Boolean).map((s) => (/^\d+$/.test(s) ? Number(s) : s))

/** "contacts[0].phone" names a field of the form; what names none stands above. */
export function showProblem<V extends object>(form: FormInstance<V>, p: Problem, above: (text: string) => void): void {
  const there = new Set(form.getFieldsError().map((f) => f.name.join('.')))
  const fields = p.errors.map((d) => ({ name: pathOf(d.field), errors: [faultText(d.code, d.args)] }))
  const known = fields.filter((f) => there.has(f.name.join('.')))
  if (known.length > 0) {
    form.setFields(known as never)
    form.scrollToField(known[0]!.name as never, { block: 'center' })
  }
  const lost = fields.filter((f) => !there.has(f.name.join('.'))).map((f) => f.errors[0]!)
  if (fields.length === 0) above(faultText(p.code, p.args))
  else if (lost.length > 0) above(lost.join(' '))
}

function nextField(e: KeyboardEvent): void {
  const all = [...e.currentTarget.querySelectorAll<HTMLElement>('input:not([type=hidden]):not(:disabled),textarea,.ant-switch')]
  const next = all[all.indexOf(e.target as HTMLElement) + 1]
  if (next) { e.preventDefault(); next.focus() }
}
