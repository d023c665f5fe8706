import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StaffSelect } from '../org/StaffSelect'
import { ordered, useMatrix, useRoleName } from '../org/roleName'
import type { Recipient } from './queries'

/** A person who works in all of the clinics, or a role; and a word for them. */
export function RecipientFields({ clinics, busy, onPick }: { clinics: readonly string[]; busy: boolean; onPick: (to: Recipient, note: string) => void }) {
  const { t } = useTranslation()
  const [owner, setOwner] = useState<string>()
  const [role, setRole] = useState<string>()
  const [note, setNote] = useState('')
  const roles = useMatrix()
  const name = useRoleName()
  return (
    <div className="mg">
      <div className="row">
        <div style={{ flex: '1 1 180px' }}><StaffSelect label={t('tasks.to_person')} {...(owner ? { value: owner } : {})} onChange={(v) => { setOwner(v); setRole(undefined) }} only={(p) => clinics.every((c) => p.holdings.some((h) => !h.clinic_id || h.clinic_id === c))} /></div>
        <span>{t('tasks.or')}</span>
        <Select allowClear value={role} onChange={(v) => { setRole(v); setOwner(undefined) }} placeholder={t('tasks.to_role')} aria-label={t('tasks.to_role')} style={{ width: 160 }} options={ordered(roles.data?.roles ?? []).map((r) => ({ value: r.id, label: name(r.id) }))} />
      </div>
      <div className="row">
        <Input value={note} maxLength={1000} onChange={(e) => setNote(e.target.value)} placeholder={t('tasks.hand_over_note')} aria-label={t('tasks.hand_over_note')} style={{ flex: 1 }} />
        <Button type="primary" loading={busy} disabled={!owner && !role} onClick={() => onPick(owner ? { owner_id: owner } : { role: role ?? '' }, note.trim())}>{t('tasks.hand_over')}</Button>
      </div>
    </div>
  )
}
