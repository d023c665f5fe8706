import { useQuery, type QueryKey } from '@tanstack/react-query'
import { Alert, Button, Collapse } from 'antd'
import { useTranslation } from 'react-i18next'
import { ageOn } from '@archwire/domain'
import { answer } from '@archwire/api'
import { api } from '../../../app/api'
import { useDesk } from '../../../app/desk'
import { useAttempt } from '../../../ui/attempt'
import { Fault } from '../../../ui/Fault'
import { Facts } from '../../../ui/Page'
import { StatusTag } from '../../../ui/StatusTag'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { sexAge } from '../../patients/PersonLine'
import { TagLine } from '../../patients/TagLine'
import { Timeline } from '../../patients/Timeline'
import { usePage } from '../../patients/queries'
import { usePlans } from '../../plans/queries'
import { useTaskWords } from '../../tasks/words'
import { bind, unbind, type Card, type CardPatient } from '../queries'
import { Texts } from './Texts'

/** What a colleague needs to know of a patient while they write to who speaks for them. What is for treating, allergies among it, stands in the record. */
export function Person({ person: p, card, queryKey }: { person: CardPatient; card: Card; queryKey: QueryKey }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const page = usePage(p.id)
  const run = useRun(queryKey)
  const { busy, fault, attempt } = useAttempt()
  const away = () => void attempt(async () => { await run(() => unbind(p.id, card.id), () => ({ say: t('customer.unbound', { name: p.name }), back: () => bind(p.id, card.id, p.whose as never) })) })
  if (page.isError) return <Fault error={page.error} onRetry={() => void page.refetch()} />
  const r = page.data?.patient
  const market = page.data?.standings.find((s) => s.purpose === 'marketing')?.standing
  return (
    <section className="pn cu-one" aria-label={p.name}>
      <div className="row cu-name"><h2>{p.name}</h2>{r && <span className="hint">{sexAge(r.sex, ageOn(r.birth_day, when.today()))}</span>}<span className="hint">{t(`messages.whose.${p.whose}`)}</span>
        <a href={`/patients/${p.id}`} target="_blank" rel="noreferrer">{p.record_no}</a></div>
      {p.complaint_open && <Alert type="warning" showIcon title={t('customer.complaint')} />}
      {market !== undefined && market !== 'given' && <p className="cu-never"><StatusTag tone="warn">{t('customer.no_marketing')}</StatusTag></p>}
      {page.data && <TagLine page={page.data} />}
      <Facts rows={[[t('customer.next'), p.next_visit_at ? when.full(p.next_visit_at) : t('customer.none_booked')], [t('customer.plan'), may('plans.view') ? <Plans id={p.id} /> : ''], [t('customer.tasks'), may('tasks.view') ? <Tasks id={p.id} /> : '']]} />
      <Texts person={p} card={card} queryKey={queryKey} />
      <Collapse ghost size="small" items={[{ key: 'line', label: t('customer.timeline'), children: <Timeline id={p.id} /> }]} />
      {fault && <Fault error={fault} />}
      <Button size="small" type="text" disabled={busy} onClick={away}>{t('customer.unbind')}</Button>
    </section>
  )
}

/** The plans that are not over, in a word each. */
function Plans({ id }: { id: string }) {
  const { t } = useTranslation()
  const plans = usePlans(id)
  if (!plans.data) return null
  const open = plans.data.filter((p) => p.ended_at === 0)
  if (open.length === 0) return <>{t('customer.no_plan')}</>
  return <>{open.map((p) => <div key={p.id}>{p.items.slice(0, 2).map((i) => i.name_zh).join(t('app.comma'))} <StatusTag tone="plain">{t(`plans.state.${p.state}`)}</StatusTag></div>)}</>
}

/** What waits to be done for them. */
function Tasks({ id }: { id: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const words = useTaskWords()
  const found = useQuery({ queryKey: ['tasks', 'patient', id], queryFn: async () => (await answer(api.GET('/api/v1/tasks', { params: { query: { patient_id: id, whose: 'clinic', state: 'open', limit: 5 } } }))).items })
  if (!found.data) return null
  if (found.data.length === 0) return <>{t('customer.no_task')}</>
  return <>{found.data.map((x) => <div key={x.id}>{words.title(x)} <small className="hint">{when.full(x.due_at)}</small></div>)}</>
}
