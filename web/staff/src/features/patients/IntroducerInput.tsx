import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { StaffSelect } from '../org/StaffSelect'
import { PersonSelect } from './PersonSelect'
import type { Entry } from './queries'

export type Introducer = NonNullable<Entry['introducer']>

const KINDS = ['patient', 'staff', 'other'] as const

/** Who brought the person: a patient, a colleague, somebody else in words. */
export function IntroducerInput({ value, onChange, known, except }: { value?: Introducer; onChange?: (v: Introducer) => void; known?: string; except?: string }) {
  const { t } = useTranslation()
  const v: Introducer = value ?? { kind: '' }
  const set = (next: Partial<Introducer>) => onChange?.({ ...v, ...next })
  return (
    <div className="intro">
      <Select value={v.kind} aria-label={t('patients.introducer_kind')} onChange={(kind) => onChange?.({ kind })}
        options={[{ value: '' as const, label: t('patients.introducer_none') }, ...KINDS.map((k) => ({ value: k, label: t(`patients.introducer.${k}`) }))]} />
      {v.kind === 'patient' && <PersonSelect label={t('patients.introducer_who')} {...(v.id ? { value: v.id } : {})} {...(known ? { known } : {})} {...(except ? { except } : {})} onChange={(id) => set({ id: id ?? '' })} />}
      {v.kind === 'staff' && <StaffSelect label={t('patients.introducer_who')} {...(v.id ? { value: v.id } : {})} onChange={(id) => set({ id: id ?? '' })} />}
      {v.kind === 'other' && <Input value={v.note ?? ''} maxLength={200} aria-label={t('patients.introducer_who')} placeholder={t('patients.introducer_who')} onChange={(e) => set({ note: e.target.value })} />}
    </div>
  )
}
