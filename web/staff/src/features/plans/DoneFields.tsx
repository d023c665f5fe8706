import { Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays, type BoardVisit } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { DayInput } from '../../ui/DayInput'
import { useWhen } from '../../ui/when'
import { useRoster } from '../visits/roster/queries'
import { useVisitsOf } from '../visits/queries'
import { dayText, templateName } from '../visits/words'
import type { Done } from './queries'
import { visitsHere } from './visitHere'

/** How long ago a visit may be that an execution is entered for; the server's setting is narrower or wider. */
const DAYS = 7

/** What is said of an execution besides its items. */
export interface DoneDraft {
  visits: BoardVisit[]
  visit: BoardVisit | undefined
  doctor: string
  assistant: string
  day: string
  note: string
  set: (part: Partial<{ visit: string; doctor: string; assistant: string; day: string; note: string }>) => void
  body: Done
}

/** Of today's visit in the chair where there is one; who assists is whoever is logged in as an assistant. */
export function useDone(patient: string, given: BoardVisit | undefined, planned: string): DoneDraft {
  const { clinic, me } = useDesk()
  const when = useWhen()
  const today = when.today()
  const all = useVisitsOf(patient).data
  const visits = visitsHere(all ?? (given ? [given] : []), clinic, addDays(today, -DAYS), today)
  const [said, setSaid] = useState<Partial<{ visit: string; doctor: string; assistant: string; day: string; note: string }>>({ ...(given ? { visit: given.id } : {}) })
  const assists = me.staff?.holdings.some((h) => (h.role === 'assistant' || h.role === 'nurse') && (!h.clinic_id || h.clinic_id === clinic)) ?? false
  const visit = said.visit === undefined ? (visits[0]?.day === today ? visits[0] : undefined) : visits.find((v) => v.id === said.visit)
  const doctor = said.doctor ?? visit?.doctor_id ?? planned
  const assistant = said.assistant ?? (assists ? me.id : '')
  const day = visit?.day ?? said.day ?? today
  const note = said.note ?? ''
  return {
    visits, visit, doctor, assistant, day, note,
    // Another visit has another doctor.
    set: (part) => setSaid(({ doctor: before, ...old }) => ({ ...old, ...(part.visit === undefined && before !== undefined ? { doctor: before } : {}), ...part })),
    body: {
      clinic_id: clinic, ...(visit ? { visit_id: visit.id } : { day }), ...(doctor ? { doctor_id: doctor } : {}), ...(assistant ? { assistant_id: assistant } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    },
  }
}

/** In which visit, by whom, with whom. */
export function DoneFields({ of: d }: { of: DoneDraft }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const today = when.today()
  const people = useRoster(clinic, today, today).data?.people ?? []
  const named = (who: (letter: string) => boolean, chosen: string, name: string) => {
    const list = people.filter((p) => who(p.who)).map((p) => ({ value: p.id, label: p.name }))
    return chosen && !list.some((o) => o.value === chosen) ? [{ value: chosen, label: people.find((p) => p.id === chosen)?.name ?? name }, ...list] : list
  }
  return (
    <div className="tp-done">
      <label><span>{t('planning.visit')}</span>
        <Select value={d.visit?.id ?? ''} onChange={(visit: string) => d.set({ visit })} aria-label={t('planning.visit')}
          options={[...d.visits.map((v) => ({ value: v.id, label: `${dayText(v.day, today)} ${when.clock(v.starts_at)} ${templateName(v.template)} · ${v.doctor_name}` })), { value: '', label: t('planning.no_visit') }]} /></label>
      {!d.visit && <label><span>{t('plans.day')}</span><DayInput value={d.day} onChange={(day) => d.set({ day })} aria-label={t('plans.day')} /></label>}
      <label><span>{t('planning.by')}</span>
        <Select value={d.doctor || null} allowClear onChange={(v?: string) => d.set({ doctor: v ?? '' })} aria-label={t('planning.by')} options={named((w) => w === 'D', d.doctor, d.visit?.doctor_name ?? '')} /></label>
      <label><span>{t('plans.assistant')}</span>
        <Select value={d.assistant || null} allowClear onChange={(v?: string) => d.set({ assistant: v ?? '' })} aria-label={t('plans.assistant')} options={named((w) => w === 'A' || w === 'H', d.assistant, '')} /></label>
      <Input className="tp-wide" value={d.note} maxLength={1000} placeholder={t('plans.field.note')} aria-label={t('plans.field.note')} onChange={(e) => d.set({ note: e.target.value })} />
    </div>
  )
}
