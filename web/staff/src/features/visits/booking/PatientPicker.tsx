import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { answer, type Schemas } from '@archwire/api'
import { api } from '../../../app/api'
import { useDesk } from '../../../app/desk'
import { useWhen } from '../../../ui/when'
import { Combo } from './Combo'
import { QuickPatient } from './QuickPatient'

type Hit = Schemas['PatientsHitBody']

/** What a booking needs of a patient that was picked. */
export interface Picked {
  id: string
  name: string
}

const useHits = (text: string) => useQuery({
  queryKey: ['patients', 'search', text], enabled: text !== '', placeholderData: keepPreviousData, staleTime: 10_000,
  queryFn: async ({ signal }): Promise<Hit[]> => (await answer(api.GET('/api/v1/patients/search', { params: { query: { q: text, limit: 8 } }, signal }))).items,
})

/** Looks for a patient as one types; who is not there is entered in place. */
export function PatientPicker({ label, autoFocus = false, onPick }: { label: string; autoFocus?: boolean; onPick: (p: Picked) => void }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [text, setText] = useState('')
  const [entering, setEntering] = useState(false)
  const typed = text.trim()
  const query = useHits(typed)
  const hits = typed ? (query.data ?? []) : []
  const mayNew = may('patients.register') && typed !== ''
  if (entering) return <QuickPatient typed={typed} onDone={onPick} onCancel={() => setEntering(false)} />
  return (
    <>
      <Combo label={label} placeholder={t('shell.search')} autoFocus={autoFocus} rows={hits} rowKey={(h) => h.id} render={(h) => <HitRow hit={h} />}
        stale={query.isPlaceholderData || query.isPending} onText={setText} onPick={onPick}
        last={mayNew ? { key: 'new', text: t('visits.screen.register', { name: typed }), onPick: () => setEntering(true) } : undefined} />
      {query.isError && <Button size="small" onClick={() => void query.refetch()}>{t('app.retry')}</Button>}
    </>
  )
}

/** Enough to tell two people of one name apart. */
function HitRow({ hit }: { hit: Hit }) {
  const { t } = useTranslation()
  const when = useWhen()
  const sex = hit.sex === 'female' ? t('board.sex.f') : hit.sex === 'male' ? t('board.sex.m') : ''
  const visits = [hit.last_visit_at && t('visits.screen.last_visit', { day: when.day(hit.last_visit_at) }), hit.next_visit_at && t('visits.screen.has_visit', { day: when.day(hit.next_visit_at) })]
  return (
    <>
      <b>{hit.name}</b> <span>{[sex, hit.age >= 0 && t('board.age', { n: hit.age }), hit.phone, hit.record_no].filter(Boolean).join(' · ')}</span>
      {hit.alerts > 0 && <span className="red"> {t('board.alert')}</span>}
      {hit.important && <span className="gold"> {t('board.important')}</span>}
      <small>{visits.filter(Boolean).join(' · ')}</small>
    </>
  )
}
