import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useDesk } from '../../../app/desk'
import { useLiveQueries } from '../../../app/live'
import { Waiting } from '../../../app/Waiting'
import { DayInput } from '../../../ui/DayInput'
import { Empty } from '../../../ui/Empty'
import { Fault } from '../../../ui/Fault'
import { Page, Panel } from '../../../ui/Page'
import { useWhen } from '../../../ui/when'
import { StaffSelect } from '../../org/StaffSelect'
import { FOLLOWUP, digest, keys } from '../queries'
import { DigestList } from './DigestList'

/** The morning digest: what a doctor's patients answered since the day before, the worst first. */
export default function DigestPage() {
  const { t } = useTranslation()
  const when = useWhen()
  const { clinic, me } = useDesk()
  const [params, setParams] = useSearchParams()
  const day = params.get('day') ?? ''
  const doctor = params.get('doctor') ?? ''
  const set = (k: string, v: string) => setParams((old) => { if (v) old.set(k, v); else old.delete(k); return old }, { replace: true })
  const d = useQuery({ queryKey: keys.digest(clinic, doctor, day), queryFn: () => digest(clinic, doctor, day), enabled: clinic !== '' })
  useLiveQueries('followup', FOLLOWUP)
  const lines = (d.data?.lines ?? []).filter((x) => x.result)
  const c = d.data?.counts ?? {}
  return (
    <Page wide={false} title={t('calls.digest')} lead={d.data ? t('calls.digest_lead', { from: when.full(d.data.from).slice(5), red: c['red'] ?? 0, amber: c['amber'] ?? 0, green: c['green'] ?? 0 }) : ''} actions={<>
      <div style={{ width: 140 }}><DayInput value={day} onChange={(x) => set('day', x)} aria-label={t('calls.day')} placeholder={t('calls.yesterday')} /></div>
      <div style={{ width: 190 }}><StaffSelect {...(doctor ? { value: doctor } : {})} onChange={(x) => set('doctor', x ?? '')} label={t('calls.doctor')} placeholder={me.name} only={(x) => x.may_do_licensed_acts} /></div>
      <Link to="/calls">{t('calls.title')}</Link>
    </>}>
      {d.isPending && <Waiting />}
      {d.isError && <Fault error={d.error} onRetry={() => void d.refetch()} />}
      {d.data && <Panel title={t('calls.results', { n: lines.length })}>{lines.length === 0 ? <Empty text={t('calls.no_results')} /> : <DigestList lines={lines} mine={doctor === '' || doctor === me.id} />}</Panel>}
    </Page>
  )
}
