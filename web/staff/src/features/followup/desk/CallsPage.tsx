import { QuestionCircleOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { serverNow } from '../../../app/api'
import { useDesk } from '../../../app/desk'
import { useLiveQueries } from '../../../app/live'
import { Waiting } from '../../../app/Waiting'
import { Empty } from '../../../ui/Empty'
import { Fault } from '../../../ui/Fault'
import { Page } from '../../../ui/Page'
import { useWhen } from '../../../ui/when'
import { FOLLOWUP, contact, desk, keys, type Desk } from '../queries'
import { Bar } from '../../protocols/Bar'
import { CallList } from './CallList'
import { CallPane, type PaneKeys } from './CallPane'
import { Missed } from './Missed'
import { KeysDialog } from './KeysDialog'
import { grouped, theirs } from './groups'
import { begin, step } from './stops'
import { useCallKeys } from './useCallKeys'
import '../../visits/visits.css'
import './desk.css'

/** The calling desk: the day's calls on the left, the one that is being made on the right. */
export default function CallsPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { id = '' } = useParams()
  const { clinic, me, may } = useDesk()
  const [params, setParams] = useSearchParams()
  const whose = params.get('whose') ?? 'mine'
  const [help, setHelp] = useState(false)
  const pane = useRef<PaneKeys>(null)
  const list = useRef<HTMLElement>(null)
  const day = useQuery({ queryKey: keys.desk(clinic), queryFn: () => desk(clinic), enabled: clinic !== '', refetchInterval: 60_000 })
  useLiveQueries('followup', FOLLOWUP)
  const now = serverNow()
  const { clock } = useWhen()
  const groups = grouped(theirs(day.data?.calls ?? [], whose, me.id), now, (at) => parseInt(clock(at), 10))
  const rows = groups.flatMap((g) => g.rows)
  const closed = theirs(day.data?.closed ?? [], whose, me.id)
  const to = useCallback((x: string, replace = true) => void go({ pathname: x ? `/calls/${x}` : '/calls', search: params.toString() }, { replace }), [go, params])
  const at = rows.findIndex((x) => x.id === id)
  const order = useRef<string[]>([])
  if (at >= 0) order.current = rows.map((x) => x.id)
  const move = (by: number) => { const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]; if (next) to(next.id) }
  /** The call after this one in the list as it stood: this one leaves it. */
  const onward = () => {
    const open = new Set(rows.map((x) => x.id))
    const was = order.current.indexOf(id)
    const after = [...order.current.slice(was + 1), ...order.current.slice(0, Math.max(0, was))].find((x) => x !== id && open.has(x))
    to(after ?? '')
    wish.current = after ?? ''
  }
  // What is opened by a key, or follows a call that was recorded, has the keyboard at its first question as soon as it is there.
  const wish = useRef('')
  const ready = useRef('')
  const onReady = useCallback((x: string) => { ready.current = x; if (wish.current === x && begin()) wish.current = '' }, [])
  useAhead(rows[at + 1]?.id ?? '')
  const inList = () => list.current?.contains(document.activeElement) || document.activeElement === document.body || document.activeElement?.id === 'main'
  useCallKeys(!help, {
    next: () => move(1), previous: () => move(-1),
    down: () => (inList() ? move(1) : step(1)), up: () => (inList() ? move(-1) : step(-1)),
    open: () => { if (id && ready.current === id) begin(); else if (id) wish.current = id; else if (rows[0]) { wish.current = rows[0].id; to(rows[0].id) } },
    unanswered: () => pane.current?.unanswered(), number: () => pane.current?.number(), complaint: () => pane.current?.complaint(), book: () => pane.current?.book(), save: () => pane.current?.save(),
    leave: () => { const row = list.current?.querySelector<HTMLElement>('[aria-current=true]'); if (row) row.focus() },
    help: () => setHelp(true),
  })
  return (
    <Page title={t('calls.title')} lead={day.data ? <Lead day={day.data} left={rows.length} /> : ''} actions={<Head day={day.data} whose={whose} onWhose={(w) => setParams((old) => { old.set('whose', w); return old }, { replace: true })} onKeys={() => setHelp(true)} />}>
      <Bar />
      {day.isError && <Fault error={day.error} onRetry={() => void day.refetch()} />}
      {day.isPending && <Waiting />}
      {day.data && (
        <div className={id ? 'cd cd-on' : 'cd'}>
          <aside className="cd-list" ref={list} aria-label={t('calls.list')}>
            {may('tasks.view') && <Missed clinic={clinic} now={now} />}
            {rows.length === 0 && <Empty text={t(day.data.calls.length > 0 ? 'calls.none_of' : 'calls.none')} />}
            <CallList groups={groups} closed={closed} at={id} now={now} onOpen={(x) => { wish.current = ''; to(x, !!id) }} />
          </aside>
          {id ? <CallPane key={id} id={id} keys={pane} onDone={onward} onReady={onReady} onBack={() => to('')} /> : rows.length > 0 && <div className="cd-none"><Empty text={t('calls.choose')}><Button type="primary" onClick={() => { wish.current = rows[0]!.id; to(rows[0]!.id, false) }}>{t('calls.begin')}</Button></Empty></div>}
        </div>
      )}
      {help && <KeysDialog onClose={() => setHelp(false)} />}
    </Page>
  )
}

/** The next call is read ahead: it stands there when this one is done. */
function useAhead(next: string): void {
  const client = useQueryClient()
  useEffect(() => { if (next) void client.prefetchQuery({ queryKey: keys.contact(next), queryFn: () => contact(next), staleTime: 30_000 }) }, [client, next])
}

function Lead({ day, left }: { day: Desk; left: number }) {
  const { t } = useTranslation()
  const c = day.counts
  return <>{[t('calls.lead', { left, done: day.closed.length, forms: day.forms }), c['red'] ? t('calls.lead_red', { n: c['red'] }) : '', c['amber'] ? t('calls.lead_amber', { n: c['amber'] }) : ''].filter(Boolean).join(' · ')}</>
}

function Head({ day, whose, onWhose, onKeys }: { day: Desk | undefined; whose: string; onWhose: (w: string) => void; onKeys: () => void }) {
  const { t } = useTranslation()
  const { may, me } = useDesk()
  const callers = new Map((day?.calls ?? []).filter((x) => x.caller_id && x.caller_id !== me.id).map((x) => [x.caller_id, x.caller]))
  return (
    <>
      <Select value={whose} onChange={onWhose} aria-label={t('calls.whose')} popupMatchSelectWidth={false} style={{ minWidth: 130 }}
        options={[{ value: 'mine', label: t('calls.mine') }, { value: 'all', label: t('calls.all') }, ...[...callers].map(([value, label]) => ({ value, label }))]} />
      {may('followup.results') && <Link to="/calls/digest">{t('calls.digest')}</Link>}
      {may('followup.week') && <Link to="/calls/week">{t('calls.week')}</Link>}
      <Button type="text" icon={<QuestionCircleOutlined />} aria-label={t('calls.keys')} onClick={onKeys} />
    </>
  )
}
