import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { PersonSelect } from './PersonSelect'
import { endRelation, joinHousehold, keys, relate, type NewRelation, type PatientPage, type Relation } from './queries'

const KINDS = ['guardian', 'payer', 'contact'] as const
const WORDS = ['father', 'mother', 'grandfather', 'grandmother', 'spouse', 'child', 'sibling', 'relative', 'self', 'other'] as const

/** Guardians, payers, contacts, and the household. */
export function RelationsPanel({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [open, setOpen] = useState<'' | 'relation' | 'household'>('')
  const [ending, setEnding] = useState<Relation | null>(null)
  const id = page.patient.id
  const run = useRun(keys.one(id))
  const editable = may('patients.change') && page.patient.state === 'active'
  const leave = () => {
    const other = page.household[0]!.id
    void run(() => joinHousehold(id, ''), () => ({ say: t('patients.left_household'), back: () => joinHousehold(id, other) }))
  }
  return (
    <Panel title={t('patients.relations')} actions={editable && <span className="row"><Button size="small" onClick={() => setOpen('relation')}>{t('patients.add_relation')}</Button><Button size="small" onClick={() => setOpen('household')}>{t('patients.join_household')}</Button></span>}>
      {page.relations.length + page.household.length === 0 && <p className="hint">{t('patients.no_relations')}</p>}
      <ul className="ls">
        {page.relations.map((r) => (
          <li key={r.id} className={r.in_force ? '' : 'ls-old'}>
            <b>{r.person_id ? <Link to={`/patients/${r.person_id}`}>{r.name}</Link> : r.name || t('patients.relation.self')}</b>
            <span>{t(`patients.kind.${r.kind}`)} · {t(`patients.relation.${r.relation}`)}</span>{r.phone && <span className="num">{r.phone}</span>}
            {r.note && <small>{r.note}</small>}
            {!r.in_force && <small>{t('patients.over', { day: r.to_day })} {r.end_reason}</small>}
            {editable && r.in_force && <Button size="small" type="text" onClick={() => setEnding(r)}>{t('patients.end')}</Button>}
          </li>
        ))}
        {page.household.filter((o) => !page.relations.some((r) => r.person_id === o.id && r.in_force)).map((o) => <li key={o.id}><b><Link to={`/patients/${o.id}`}>{o.name}</Link></b><span>{t('patients.household')} · {o.record_no}</span></li>)}
      </ul>
      {editable && page.household.length > 0 && <div><Button size="small" type="link" style={{ padding: 0 }} onClick={leave}>{t('patients.leave_household')}</Button></div>}
      <RelationDrawer open={open === 'relation'} id={id} onClose={() => setOpen('')} />
      <FormDrawer<{ with_patient_id: string }> open={open === 'household'} title={t('patients.join_household')} onClose={() => setOpen('')} onSave={async (v) => {
        await run(() => joinHousehold(id, v.with_patient_id), () => ({ say: t('patients.joined_household'), back: () => joinHousehold(id, page.household[0]?.id ?? '') }))
        setOpen('')
      }}>
        <Form.Item name="with_patient_id" label={t('patients.household_with')} rules={[{ required: true, message: t('form.required') }]}><PersonSelect except={id} autoFocus /></Form.Item>
      </FormDrawer>
      <FormDrawer<{ reason: string }> open={ending !== null} title={t('patients.end_relation', { name: ending?.name ?? '' })} onClose={() => setEnding(null)} onSave={async ({ reason }) => {
        await run(() => endRelation(id, ending!.id, reason), () => ({ say: t('patients.relation_over') }))
        setEnding(null)
      }}>
        <Form.Item name="reason" label={t('patients.reason')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={200} /></Form.Item>
      </FormDrawer>
    </Panel>
  )
}

function RelationDrawer({ open, id, onClose }: { open: boolean; id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.one(id))
  const save = async (v: NewRelation) => {
    await run(() => relate(id, v), () => ({ say: t('patients.relation_added') }))
    onClose()
  }
  return (
    <FormDrawer<NewRelation> open={open} title={t('patients.add_relation')} initial={{ kind: 'guardian', relation: 'mother' }} onSave={save} onClose={onClose}>
      <div className="two">
        <Form.Item name="kind" label={t('patients.relation_kind')}><Select options={KINDS.map((k) => ({ value: k, label: t(`patients.kind.${k}`) }))} /></Form.Item>
        <Form.Item name="relation" label={t('patients.relation_word')}><Select options={WORDS.map((w) => ({ value: w, label: t(`patients.relation.${w}`) }))} /></Form.Item>
      </div>
      <Form.Item name="person_id" label={t('patients.relation_person')} extra={t('patients.relation_person_help')}><PersonSelect except={id} /></Form.Item>
      <div className="two">
        <Form.Item name="name" label={t('patients.name')}><Input maxLength={60} autoComplete="off" /></Form.Item>
        <Form.Item name="phone" label={t('patients.phone')}><Input inputMode="tel" maxLength={40} autoComplete="off" /></Form.Item>
      </div>
      <Form.Item name="note" label={t('patients.note')}><Input maxLength={200} /></Form.Item>
    </FormDrawer>
  )
}
