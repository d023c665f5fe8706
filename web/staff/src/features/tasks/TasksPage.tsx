import { PlusOutlined, QuestionCircleOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Alert, Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { addDays, dayStart } from '@archwire/domain'
import { faultText } from '@archwire/i18n'
import { serverNow } from '../../app/api'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { useWhen } from '../../ui/when'
import { HandOverDialog } from './HandOverDialog'
import { KeysDialog } from './KeysDialog'
import { NewTaskDrawer } from './NewTaskDrawer'
import { SnoozeDialog } from './SnoozeDialog'
import { TaskDrawer } from './TaskDrawer'
import { TaskList } from './TaskList'
import { grouped } from './groups'
import { counts, keys, list, type Task, type Whose } from './queries'
import { useBatch, type Batch } from './useBatch'
import { useTaskKeys } from './useTaskKeys'
import { useTaskWords } from './words'
import './tasks.css'

const WHOSE = ['desk', 'mine', 'roles', 'standing', 'clinic'] as const
const STATES = ['open', 'done', 'cancelled'] as const
const NONE: ReadonlySet<string> = new Set()

type Over = '' | 'new' | 'snooze' | 'hand_over' | 'keys'

/** All that waits: mine, my roles', of those for whom I stand in, the clinic's; by when it is due, worked by keys. */
export default function TasksPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { id = '' } = useParams()
  const { may, clinics } = useDesk()
  const [params, setParams] = useSearchParams()
  const whose = WHOSE.find((w) => w === params.get('whose')) ?? 'desk'
  const state = STATES.find((s) => s === params.get('state')) ?? 'open'
  const [over, setOver] = useState<Over>('')
  const [at, setAt] = useState('')
  const [marked, setMarked] = useState<ReadonlySet<string>>(NONE)
  const batch = useBatch()
  const set = (k: string, v: string) => { setMarked(NONE); setAt(''); batch.clear(); setParams((old) => { old.set(k, v); return old }, { replace: true }) }
  const to = (x: string) => void go({ pathname: x ? `/tasks/${x}` : '/tasks', search: params.toString() })
  const { pages, rows, groups } = useRows(whose, state)
  const shown = groups.flatMap((g) => g.rows)
  const chosen = shown.filter((x) => marked.has(x.id))
  const focused = shown.find((x) => x.id === at)
  const picked = chosen.length > 0 ? chosen : focused ? [focused] : []
  const working = state === 'open' && may('tasks.work')
  const move = (by: number) => { const next = shown[Math.max(0, Math.min(shown.length - 1, shown.findIndex((x) => x.id === at) + by))]; if (next) setAt(next.id) }
  const mark = (x: string) => setMarked((old) => { const now = new Set(old); if (!now.delete(x)) now.add(x); return now })
  const ask = (o: Over) => () => { if (working && picked.length > 0) setOver(o) }
  const finish = () => {
    if (!working || picked.length === 0) return
    if (picked.length === 1 && !simple(picked[0]!)) return to(picked[0]!.id)
    void batch.finish(picked).then(() => setMarked(NONE))
  }
  useTaskKeys(!id && !over, {
    next: () => move(1), previous: () => move(at ? -1 : 1), open: () => { if (focused) to(focused.id) }, mark: () => { if (focused && working) { mark(focused.id); move(1) } },
    done: finish, snooze: ask('snooze'), handOver: ask('hand_over'), fresh: () => { if (may('tasks.work')) setOver('new') }, help: () => setOver('keys'), clear: () => setMarked(NONE),
  })
  const close = () => setOver('')
  return (
    <Page title={t('tasks.title')} actions={<Head whose={whose} state={state} onSet={set} onNew={() => setOver('new')} onKeys={() => setOver('keys')} />}>
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <LeftOver batch={batch} />
      {working && chosen.length > 0 && <Marked count={chosen.length} busy={batch.busy} onDone={finish} onSnooze={() => setOver('snooze')} onHandOver={() => setOver('hand_over')} onClear={() => setMarked(NONE)} />}
      {pages.isPending && <Waiting />}
      {rows?.length === 0 && <Empty text={t(`tasks.none.${whose}`)} />}
      {shown.length > 0 && <TaskList groups={groups} at={at} marked={marked} marking={working} clinicOf={whose !== 'clinic' && clinics.length > 1} onAt={setAt} onMark={mark} onOpen={to} />}
      {pages.hasNextPage && <div><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
      <TaskDrawer id={id} onClose={() => to('')} />
      <NewTaskDrawer open={over === 'new'} onClose={close} />
      {over === 'snooze' && <SnoozeDialog count={picked.length} onClose={close} onPick={(ms) => { close(); void batch.snooze(picked, ms).then(() => setMarked(NONE)) }} />}
      {over === 'hand_over' && <HandOverDialog count={picked.length} clinics={[...new Set(picked.map((x) => x.clinic_id))]} onClose={close} onPick={(who, note) => { close(); void batch.handOver(picked, who, note).then(() => setMarked(NONE)) }} />}
      {over === 'keys' && <KeysDialog onClose={close} />}
    </Page>
  )
}

/** What is done or not, and needs no form. */
const simple = (x: Task): boolean => !x.call && !x.own && x.form === 'todo'

/** The rows of a list; open ones in their groups. */
function useRows(whose: Whose, state: Task['state']) {
  const { clinic } = useDesk()
  const { zone, today } = useWhen()
  const pages = useInfiniteQuery({
    queryKey: keys.list(whose, state, clinic), initialPageParam: '', queryFn: ({ pageParam }) => list(whose, state, clinic, pageParam), getNextPageParam: (last) => last.next || undefined,
    // What is due turns red by itself.
    refetchInterval: 60_000,
  })
  const rows = pages.data?.pages.flatMap((p) => p.items)
  const groups = state === 'open' ? grouped(rows ?? [], serverNow(), dayStart(addDays(today(), 1), zone)) : [{ group: '' as const, rows: rows ?? [] }]
  return { pages, rows, groups }
}

function Head({ whose, state, onSet, onNew, onKeys }: { whose: Whose; state: Task['state']; onSet: (k: string, v: string) => void; onNew: () => void; onKeys: () => void }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const n = useQuery({ queryKey: keys.counts, queryFn: counts, refetchInterval: 60_000 }).data
  const label = (w: Whose) => (w === 'clinic' || !n?.[w].open ? t(`tasks.whose.${w}`) : <>{t(`tasks.whose.${w}`)} <b className={n[w].late > 0 ? 'tk-n tk-late' : 'tk-n'}>{n[w].open}</b></>)
  return (
    <>
      <Segmented<Whose> className="tk-tabs" value={whose} aria-label={t('tasks.title')} onChange={(v) => onSet('whose', v)} options={WHOSE.map((w) => ({ value: w, label: label(w) }))} />
      <Select<Task['state']> value={state} onChange={(v) => onSet('state', v)} aria-label={t('tasks.state')} style={{ width: 100 }} options={STATES.map((s) => ({ value: s, label: t(`tasks.state.${s}`) }))} />
      <Link to="/tasks/approvals">{n && n.approvals > 0 ? t('tasks.approvals_waiting', { n: n.approvals }) : t('tasks.approvals')}</Link>
      {may('complaints.view') && <Link to="/complaints">{t('complaints.title')}</Link>}
      <Button type="text" icon={<QuestionCircleOutlined />} aria-label={t('tasks.keys')} onClick={onKeys} />
      {may('tasks.work') && <Button type="primary" icon={<PlusOutlined />} onClick={onNew}>{t('tasks.new')}</Button>}
    </>
  )
}

/** What can be done with all that is marked. */
function Marked({ count, busy, onDone, onSnooze, onHandOver, onClear }: { count: number; busy: boolean; onDone: () => void; onSnooze: () => void; onHandOver: () => void; onClear: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="tk-marked row" role="toolbar" aria-label={t('tasks.marked', { n: count })}>
      <b>{t('tasks.marked', { n: count })}</b>
      <Button loading={busy} onClick={onDone}>{t('tasks.finish')} <kbd>D</kbd></Button>
      <Button disabled={busy} onClick={onSnooze}>{t('tasks.snooze')} <kbd>S</kbd></Button>
      <Button disabled={busy} onClick={onHandOver}>{t('tasks.hand_over')} <kbd>H</kbd></Button>
      <Button type="text" onClick={onClear}>{t('tasks.unmark')} <kbd>Esc</kbd></Button>
    </div>
  )
}

/** What of the last step could not be done, and why. */
function LeftOver({ batch }: { batch: Batch }) {
  const { t } = useTranslation()
  const words = useTaskWords()
  if (batch.left.length === 0) return null
  return (
    <Alert type="warning" showIcon role="alert" closable={{ onClose: batch.clear }} title={t('tasks.left_n', { n: batch.left.length })}
      description={<ul className="tk-left">{batch.left.map((l) => <li key={l.task.id}><b>{words.title(l.task)}</b> {faultText(l.code, l.args)}</li>)}</ul>} />
  )
}
