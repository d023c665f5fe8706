import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { sexAge } from './PersonLine'
import { elsewhere, keys, openUrgently, takeIn, type Elsewhere } from './queries'

/** Whether a text is a whole telephone or record number, by which alone other clinics answer. */
export const isWhole = (text: string): boolean => /^\+?[\d -]{11,20}$/.test(text) || /^[A-Za-z]{1,8}[-/]?\d{4,12}$/.test(text)

function useElsewhere(number: string) {
  const { clinic, may } = useDesk()
  const enabled = may('patients.register') && isWhole(number)
  return useQuery({ queryKey: keys.elsewhere(clinic, number), queryFn: () => elsewhere(clinic, number), enabled, staleTime: 60_000 })
}

/** A hint while somebody is entered whose number another clinic knows. */
export function KnownElsewhere({ number }: { number: string }) {
  const { t } = useTranslation()
  const asked = useDeferredValue(number.trim())
  const found = useElsewhere(asked)
  if (!found.data?.length) return null
  return <Alert type="info" showIcon style={{ marginBottom: 16 }} title={t('patients.elsewhere_hint', { clinic: found.data[0]!.clinic })} action={<Link to={`/patients?q=${encodeURIComponent(asked)}`}>{t('patients.elsewhere_look')}</Link>} />
}

/** Who is known at other clinics by a whole number: to be taken in here, or to be read urgently. */
export function ElsewherePanel({ number }: { number: string }) {
  const { t } = useTranslation()
  const { mayAnywhere } = useDesk()
  const found = useElsewhere(number)
  const [taking, setTaking] = useState<Elsewhere | null>(null)
  const [urgent, setUrgent] = useState<Elsewhere | null>(null)
  if (!found.data?.length) return null
  return (
    <Panel title={t('patients.elsewhere')}>
      <ul className="dup">
        {found.data.map((e) => (
          <li key={e.id}>
            <div><b>{e.name}</b> <span className="pm">{sexAge(e.sex, e.age)}</span><br /><small>{e.clinic}{!e.take_in && ` · ${t('patients.elsewhere_consent')}`}</small></div>
            <div className="row">
              {e.take_in && <Button size="small" type="primary" onClick={() => setTaking(e)}>{t('patients.take_in')}</Button>}
              {mayAnywhere('auth.break_glass') && <Button size="small" danger onClick={() => setUrgent(e)}>{t('patients.urgent')}</Button>}
            </div>
          </li>
        ))}
      </ul>
      <TakeInDrawer who={taking} number={number} onClose={() => setTaking(null)} />
      <UrgentDrawer who={urgent} onClose={() => setUrgent(null)} />
    </Panel>
  )
}

function TakeInDrawer({ who, number, onClose }: { who: Elsewhere | null; number: string; onClose: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const { clinic } = useDesk()
  const run = useRun(keys.all)
  return (
    <FormDrawer<{ name: string }> open={who !== null} title={t('patients.take_in_title', { clinic: who?.clinic ?? '' })} save={t('patients.take_in')} onClose={onClose} onSave={async ({ name }) => {
      const p = await run(() => takeIn(clinic, name, number), (r) => ({ say: t('patients.taken_in', { name: r.name }) }))
      void go(`/patients/${p.id}`)
    }}>
      <p className="hint">{t('patients.take_in_help', { name: who?.name ?? '' })}</p>
      <Form.Item name="name" label={t('patients.take_in_name')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={60} autoComplete="off" /></Form.Item>
    </FormDrawer>
  )
}

function UrgentDrawer({ who, onClose }: { who: Elsewhere | null; onClose: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const run = useRun(keys.one(who?.id ?? ''))
  return (
    <FormDrawer<{ reason: string }> open={who !== null} title={t('patients.urgent')} save={t('patients.urgent_do')} onClose={onClose} onSave={async ({ reason }) => {
      await run(() => openUrgently(who!.id, reason))
      void go(`/patients/${who!.id}`)
    }}>
      <p className="hint">{t('patients.urgent_help', { name: who?.name ?? '', clinic: who?.clinic ?? '' })}</p>
      <Form.Item name="reason" label={t('patients.urgent_reason')} rules={[{ required: true, message: t('form.required') }]}><Input.TextArea autoFocus rows={3} maxLength={500} placeholder={t('patients.urgent_example')} /></Form.Item>
    </FormDrawer>
  )
}
