import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { FormDrawer } from '../../ui/FormDrawer'
import { Panel } from '../../ui/Page'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { keys, noteConsent, type Consent, type NewConsent, type PatientPage } from './queries'

const TONE: Record<PatientPage['standings'][number]['standing'], Tone> = { missing: 'plain', given: 'good', withdrawn: 'bad', ask_again: 'warn' }
const MEANS = ['paper', 'screen', 'app', 'verbal'] as const

type Asking = Pick<NewConsent, 'purpose' | 'given'>

/** What the person agreed to, purpose by purpose, and every event behind it. */
export function Consents({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const staff = useStaffName()
  const [asking, setAsking] = useState<Asking | null>(null)
  const mine = may('patients.consents') && page.patient.state === 'active'
  return (
    <div className="cs">
      <div className="cs-four">
        {page.standings.map(({ purpose, standing }) => (
          <Panel key={purpose} title={t(`patients.purpose.${purpose}`)} actions={<StatusTag tone={TONE[standing]}>{t(`patients.consent.${standing}`)}</StatusTag>}>
            {mine && (
              <div className="row">
                {standing !== 'given' && <Button size="small" type="primary" onClick={() => setAsking({ purpose, given: true })}>{t('patients.consent_give')}</Button>}
                {(standing === 'given' || standing === 'ask_again') && <Button size="small" onClick={() => setAsking({ purpose, given: false })}>{t('patients.consent_withdraw')}</Button>}
              </div>
            )}
          </Panel>
        ))}
      </div>
      <DataTable<Consent> rows={[...page.consents].reverse()} rowKey="id" empty={t('patients.no_consents')} columns={[
        { title: t('patients.when'), width: 150, render: (_, c) => when.full(c.at) },
        { title: t('patients.purpose'), width: 180, render: (_, c) => t(`patients.purpose.${c.purpose}`) },
        { title: t('patients.consent_event'), width: 100, render: (_, c) => c.given ? t('patients.consent.given') : t('patients.consent.withdrawn') },
        { title: t('patients.consent_by'), width: 170, render: (_, c) => [t(`patients.by.${c.by}`), page.relations.find((r) => r.id === c.relation_id)?.name].filter(Boolean).join(' · ') },
        { title: t('patients.consent_means'), width: 110, render: (_, c) => t(`patients.means.${c.means}`) },
        { title: t('patients.consent_staff'), width: 110, render: (_, c) => staff(c.staff_id) },
        { title: t('patients.note'), dataIndex: 'note' },
      ]} />
      <ConsentDrawer asking={asking} page={page} onClose={() => setAsking(null)} />
    </div>
  )
}

function ConsentDrawer({ asking, page, onClose }: { asking: Asking | null; page: PatientPage; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.one(page.patient.id))
  const guardians = page.relations.filter((r) => r.kind === 'guardian' && r.in_force)
  const save = async (v: { who: string; means: NewConsent['means']; note?: string }) => {
    const by = v.who === 'self' ? { by: 'self' as const } : { by: 'guardian' as const, relation_id: v.who }
    await run(() => noteConsent(page.patient.id, { ...asking!, ...by, means: v.means, ...(v.note ? { note: v.note } : {}) }), () => ({ say: t('patients.consent_noted') }))
    onClose()
  }
  const title = asking ? `${t(`patients.purpose.${asking.purpose}`)} · ${asking.given ? t('patients.consent_give') : t('patients.consent_withdraw')}` : ''
  return (
    <FormDrawer open={asking !== null} title={title} initial={{ who: guardians[0]?.id ?? 'self', means: 'paper' as const }} onSave={save} onClose={onClose}>
      <Form.Item name="who" label={t('patients.consent_by')} extra={guardians.length === 0 ? t('patients.guardian_help') : undefined}>
        <Select options={[{ value: 'self', label: t('patients.by.self') }, ...guardians.map((g) => ({ value: g.id, label: `${t('patients.by.guardian')} · ${g.name} (${t(`patients.relation.${g.relation}`)})` }))]} />
      </Form.Item>
      <Form.Item name="means" label={t('patients.consent_means')}><Select options={MEANS.map((m) => ({ value: m, label: t(`patients.means.${m}`) }))} /></Form.Item>
      <Form.Item name="note" label={t('patients.note')}><Input maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}
