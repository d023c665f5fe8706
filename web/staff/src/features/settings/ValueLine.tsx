import { Button, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parseYuan, yuan } from '@archwire/domain'
import { faultText } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { SETTINGS, decide, type Line, type Value } from './queries'

/** One number: what it means, its value, where the value comes from. A change acts at once and can be taken back. */
export function ValueLine({ line: l, clinic }: { line: Line; clinic: string }) {
  const { t } = useTranslation()
  const { mayInGroup, may } = useDesk()
  const when = useWhen()
  const run = useRun(SETTINGS)
  const { busy, fault, attempt } = useAttempt()
  const level = clinic ? 'clinic' : 'group'
  const own = l.from === level
  const editable = (clinic ? l.per_clinic && may('settings.change') : mayInGroup('settings.change'))
  const set = (value: Value) => void attempt(async () => {
    const old = own ? (l.value as Value) : null
    await run(() => decide(l.key, clinic, value), () => ({ say: t('settings.changed', { what: l.title }), back: () => decide(l.key, clinic, old) }))
  })
  return (
    <div className="vl">
      <div className="vl-what"><b>{l.title}</b>{l.help && <p>{l.help}</p>}</div>
      <div>
        <ValueInput line={l} disabled={!editable || busy} onSet={set} />
        {fault && <p className="vl-fault" role="alert">{faultText(fault.errors[0]?.code || fault.code, fault.errors[0]?.args ?? fault.args)}</p>}
      </div>
      <div className="vl-from">
        <StatusTag tone={own ? 'now' : 'plain'}>{t(`settings.from.${l.from}`)}</StatusTag>
        {own && editable && <Button size="small" type="link" disabled={busy} onClick={() => set(null)}>{t('settings.take_back', { value: shown(l, l.inherited) })}</Button>}
        <small>{[clinic && !l.per_clinic && t('settings.group_only'), l.from !== 'default' && t('settings.default', { value: shown(l, l.default) }), l.changed_by && `${l.changed_by} ${when.full(l.changed_at)}`, t('settings.source', { source: t(`settings.origin.${l.source}`) })].filter(Boolean).join(' · ')}</small>
      </div>
    </div>
  )
}

function shown(l: Line, v: unknown): string {
  if (l.kind === 'bool') return v ? '✓' : '✕'
  if (l.kind === 'money') return yuan(Number(v))
  return `${String(v)}${l.unit ? ` ${l.unit}` : ''}`
}

/** The field that suits the kind; a typed value goes when the field is left or by Enter. */
function ValueInput({ line: l, disabled, onSet }: { line: Line; disabled: boolean; onSet: (v: Value) => void }) {
  const { t } = useTranslation()
  const unit = l.unit ? t(`settings.unit.${l.unit}`, { defaultValue: l.unit }) : ''
  if (l.kind === 'bool') return <Switch checked={l.value === true} disabled={disabled} aria-label={l.title} onChange={onSet} />
  if (l.kind === 'choice') return <Select value={String(l.value)} disabled={disabled} aria-label={l.title} popupMatchSelectWidth={false} style={{ minWidth: 130 }} options={l.choices.map((c) => ({ value: c, label: t(`setting.${l.key}.${c}`, { defaultValue: c }) }))} onChange={onSet} />
  return <Typed key={String(l.value)} line={l} unit={unit} disabled={disabled} onSet={onSet} />
}

function Typed({ line: l, unit, disabled, onSet }: { line: Line; unit: string; disabled: boolean; onSet: (v: Value) => void }) {
  const first = l.kind === 'money' ? yuan(Number(l.value)) : String(l.value)
  const [text, setText] = useState(first)
  const send = () => {
    if (text === first) return
    // What is no number goes as it is: the server says in words what is wrong.
    const v: Value = l.kind === 'money' ? parseYuan(text) ?? text : l.kind === 'int' || l.kind === 'minutes' ? (/^-?\d+$/.test(text.trim()) ? Number(text) : text) : text
    onSet(v)
  }
  const common = { disabled, 'aria-label': l.title, onBlur: send, onPressEnter: send }
  if (l.kind === 'int' || l.kind === 'minutes') {
    return <InputNumber {...common} value={text} stringMode suffix={unit} style={{ width: 140 }} onChange={(v) => setText(v === null ? '' : String(v))} />
  }
  return <Input {...common} value={text} suffix={unit} style={{ width: l.kind === 'text' ? 260 : 140 }} onChange={(e) => setText(e.target.value)} />
}
