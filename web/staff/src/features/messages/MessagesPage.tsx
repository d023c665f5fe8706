import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Drawer, Grid, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { Detail } from './Detail'
import { Ways } from './Ways'
import { StateTag, usePurposeKeys, usePurposeName, useReason } from './words'
import { CHANNELS, CLASSES, MESSAGES, STATES, keys, list, type Channel, type Class, type Filter, type Message, type State } from './queries'
import './messages.css'

const one = <T extends string>(all: readonly T[], asked: string | null): T | '' => all.find((x) => x === asked) ?? ''

/** What a clinic says to people: what goes, waits, failed, is unknown; each with why. */
export default function MessagesPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { id = '' } = useParams()
  const { clinic } = useDesk()
  const [params, setParams] = useSearchParams()
  const filter: Filter = { state: one(STATES, params.get('state')), class: one(CLASSES, params.get('class')), channel: one(CHANNELS, params.get('channel')), purpose: params.get('purpose') ?? '' }
  const set = (k: keyof Filter, v: string | undefined) => setParams((old) => { if (v) old.set(k, v); else old.delete(k); return old }, { replace: true })
  const to = (x = '') => void go({ pathname: x ? `/messages/${x}` : '/messages', search: params.toString() })
  const pages = useInfiniteQuery({
    queryKey: keys.list(clinic, filter), initialPageParam: '', queryFn: ({ pageParam }) => list(clinic, filter, pageParam), getNextPageParam: (last) => last.next || undefined, enabled: clinic !== '',
  })
  useLiveQueries('messages', MESSAGES)
  const rows = pages.data?.pages.flatMap((p) => p.items)
  const names = new Map(pages.data?.pages.flatMap((p) => p.patients).map((p) => [p.id, p]))
  const filtered = filter.state !== '' || filter.class !== '' || filter.channel !== '' || filter.purpose !== ''
  return (
    <Page title={t('messages.title')} actions={<Ways />}>
      <States chosen={filter.state} open={pages.data?.pages[0]?.open ?? {}} onPick={(s) => set('state', s)} />
      <Filters filter={filter} onSet={set} />
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <Rows rows={rows} names={names} loading={pages.isPending} empty={t(filtered ? 'msg.none_so' : 'msg.none')} onOpen={to} />
      {pages.hasNextPage && <div><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
      <Drawer open={id !== ''} size="min(640px, 100vw)" title={t('messages.title')} onClose={() => to()} destroyOnHidden>{id && <Detail id={id} who={who(rows?.find((m) => m.id === id), names)} />}</Drawer>
    </Page>
  )
}

/** One press shows the messages of a state; those that are open say how many they are. */
function States({ chosen, open, onPick }: { chosen: State | ''; open: Record<string, number>; onPick: (s: State | undefined) => void }) {
  const { t } = useTranslation()
  return (
    <div className="ms-states" role="group" aria-label={t('msg.state')}>
      <button type="button" aria-pressed={chosen === ''} onClick={() => onPick(undefined)}>{t('msg.all')}</button>
      {STATES.map((s) => (
        <button key={s} type="button" aria-pressed={chosen === s} onClick={() => onPick(chosen === s ? undefined : s)}>
          {t(`messages.state.${s}`)}{(open[s] ?? 0) > 0 && <b className={s === 'unknown' ? 'ms-n ms-bad' : 'ms-n'}>{open[s]}</b>}
        </button>
      ))}
    </div>
  )
}

function Filters({ filter: f, onSet }: { filter: Filter; onSet: (k: keyof Filter, v: string | undefined) => void }) {
  const { t } = useTranslation()
  const name = usePurposeName()
  const purposes = usePurposeKeys()
  const common = { allowClear: true, popupMatchSelectWidth: false }
  return (
    <div className="row">
      <Select<string> {...common} showSearch={{ optionFilterProp: 'label' }} {...(f.purpose ? { value: f.purpose } : {})} onChange={(v) => onSet('purpose', v)} placeholder={t('msg.any_purpose')} aria-label={t('msg.purpose')} style={{ width: 190 }} options={purposes.map((p) => ({ value: p, label: name(p) }))} />
      <Select<Channel> {...common} {...(f.channel ? { value: f.channel } : {})} onChange={(v) => onSet('channel', v)} placeholder={t('msg.any_channel')} aria-label={t('msg.channel')} style={{ width: 170 }} options={CHANNELS.map((c) => ({ value: c, label: t(`messages.channel.${c}`) }))} />
      <Select<Class> {...common} {...(f.class ? { value: f.class } : {})} onChange={(v) => onSet('class', v)} placeholder={t('msg.any_class')} aria-label={t('msg.class')} style={{ width: 120 }} options={CLASSES.map((c) => ({ value: c, label: t(`messages.class.${c}`) }))} />
    </div>
  )
}

interface RowsProps {
  rows: Message[] | undefined
  names: Map<string, { name: string; record_no: string }>
  loading: boolean
  empty: string
  onOpen: (id: string) => void
}

function Rows({ rows, names, loading, empty, onOpen }: RowsProps) {
  const { t } = useTranslation()
  const wide = Grid.useBreakpoint().md
  const when = useWhen()
  const staff = useStaffName()
  const purpose = usePurposeName()
  const reason = useReason()
  const who = (m: Message) => {
    const p = names.get(m.patient_id)
    return p ? <>{p.name} <small className="hint">{p.record_no}</small></> : m.staff_id ? <>{staff(m.staff_id)} <small className="hint">{t('msg.colleague')}</small></> : <small className="hint">{t(m.patient_id ? 'msg.out_of_sight' : 'msg.contact')}</small>
  }
  return (
    <DataTable<Message> rows={rows} rowKey="id" loading={loading} empty={empty} onOpen={(m) => onOpen(m.id)} columns={[
      { title: t('msg.state'), width: 116, render: (_, m) => <><StateTag state={m.state} /><small className="hint ms-narrow">{when.full(momentOf(m)).slice(5)}</small></> },
      { title: t('msg.when'), width: 120, responsive: ['md'], render: (_, m) => when.full(momentOf(m)).slice(5) },
      { title: t('msg.to'), width: wide ? 190 : 120, render: (_, m) => who(m) },
      { title: t('msg.purpose'), render: (_, m) => <>{purpose(m.purpose)} {m.urgent && <StatusTag tone="bad">{t('msg.urgent')}</StatusTag>}{m.reason && <small className="hint">{reason(m.reason)}</small>}</> },
      { title: t('msg.class'), width: 80, responsive: ['lg'], render: (_, m) => t(`messages.class.${m.class}`) },
      { title: t('msg.channel'), width: 190, responsive: ['md'], render: (_, m) => (m.channel ? t(`messages.channel.${m.channel}`) : '–') },
    ]} />
  )
}

const who = (m: Message | undefined, names: Map<string, { name: string; record_no: string }>): string => { const p = m && names.get(m.patient_id); return p ? `${p.name} ${p.record_no}` : '' }

/** The instant by which one looks for a message: when it went, or was to go. */
const momentOf = (m: Message): number => (m.state === 'planned' ? m.next_at || m.at : m.sent_at || m.at)
