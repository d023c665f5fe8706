import { Button, Form, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { Facts, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { keys, share, type PatientPage } from './queries'

type Basis = Parameters<typeof share>[2]
const BASES: readonly Basis[] = ['visit', 'referral', 'consent']

/** The clinics that may open the record, and why; another one of sight can be let in. */
export function SeenIn({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { clinics, may } = useDesk()
  const id = page.patient.id
  const run = useRun(keys.one(id))
  const [open, setOpen] = useState(false)
  const others = clinics.filter((c) => !c.closed_at && !page.clinics.some((x) => x.clinic_id === c.id))
  return (
    <Panel title={t('patients.seen_in')} actions={may('patients.change') && page.patient.state === 'active' && others.length > 0 && <Button size="small" onClick={() => setOpen(true)}>{t('patients.share')}</Button>}>
      <Facts rows={page.clinics.map((c) => [clinics.find((x) => x.id === c.clinic_id)?.short_name ?? t('patients.other_clinic'), `${t(`patients.basis.${c.basis}`)} · ${when.day(c.since)}`])} />
      <FormDrawer<{ clinic_id: string; basis: Basis }> open={open} title={t('patients.share')} initial={{ basis: 'referral' }} onClose={() => setOpen(false)} onSave={async (v) => {
        await run(() => share(id, v.clinic_id, v.basis), () => ({ say: t('patients.shared') }))
        setOpen(false)
      }}>
        <p className="hint">{t('patients.share_help')}</p>
        <Form.Item name="clinic_id" label={t('patients.clinic')} rules={[{ required: true, message: t('form.required') }]}><Select options={others.map((c) => ({ value: c.id, label: c.name }))} /></Form.Item>
        <Form.Item name="basis" label={t('patients.share_why')}><Radio.Group options={BASES.map((b) => ({ value: b, label: t(`patients.basis.${b}`) }))} /></Form.Item>
      </FormDrawer>
    </Panel>
  )
}
