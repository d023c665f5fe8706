import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Checkbox, Select } from 'antd'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { addDays, dayStart } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { useWhen, type When } from '../../ui/when'
import { StaffSelect } from '../org/StaffSelect'
import { useStaffName } from '../org/names'
import { useArrows } from './arrows'
import { PersonMarks } from './PersonLine'
import { keys, list, useSources, useTags, type ListQuery, type Listed } from './queries'
import { useSourceName } from './words'

const AGES = ['0-6', '7-11', '12-17', '18-25', '26-35', '36-50', '51-'] as const
/** Days; "+" was here within them, "-" was not. */
const LAST = ['+30', '+180', '-180', '-365'] as const
const FILTERS = ['tag', 'doctor', 'source', 'age', 'last', 'new', 'important', 'unbooked'] as const
type Filter = Record<(typeof FILTERS)[number], string>
const PAGE = 100

/** Everybody whom the clinic sees, the newest number first. The filters stand in the address. */
export function PeopleList({ table }: { table: RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const when = useWhen()
  const { clinic } = useDesk()
  const staff = useStaffName()
  const source = useSourceName()
  const [params, setParams] = useSearchParams()
  const f = Object.fromEntries(FILTERS.map((k) => [k, params.get(k) ?? ''])) as Filter
  const set = (k: keyof Filter, v: string | undefined) => setParams((old) => { if (v) old.set(k, v); else old.delete(k); return old }, { replace: true })
  const asked = queryOf(f, clinic, when)
  const pages = useInfiniteQuery({
    queryKey: keys.list(asked), initialPageParam: '', enabled: clinic !== '',
    queryFn: ({ pageParam }) => list({ ...asked, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }),
    getNextPageParam: (last) => last.next || undefined,
  })
  const rows = pages.data?.pages.flatMap((p) => p.items)
  const more = () => { if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage() }
  useFilled(rows?.length ?? 0, pages.hasNextPage && !pages.isFetchingNextPage, more)
  useArrows(table)
  const room = useRoom(table)
  return (
    <>
      <Filters f={f} set={set} onClear={() => setParams({}, { replace: true })} />
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <div ref={table} className="pt-rows">
        <DataTable<Listed> rows={rows} rowKey="id" loading={pages.isPending} height={room} onEnd={more} count={countOf(rows?.length ?? 0, pages.data?.pages[0]?.total ?? 0, !pages.hasNextPage, f)} empty={t('patients.none_fit')} onOpen={(h) => void go(`/patients/${h.id}`)} columns={[
          { title: t('patients.name'), width: 190, render: (_, h) => <span className="pt-name"><b>{h.name}</b> <PersonMarks hit={h} /></span> },
          { title: t('patients.record_no'), dataIndex: 'record_no', width: 100, responsive: ['sm'] },
          { title: t('patients.phone'), dataIndex: 'phone', width: 112 },
          { title: t('patients.part.doctor'), width: 85, responsive: ['sm'], render: (_, h) => staff(h.doctor_id) },
          { title: t('patients.last_visit'), width: 105, responsive: ['md'], render: (_, h) => when.day(h.last_visit_at) },
          { title: t('patients.next_visit'), width: 135, responsive: ['md'], render: (_, h) => when.full(h.next_visit_at) },
          { title: t('patients.source'), width: 110, responsive: ['lg'], ellipsis: true, render: (_, h) => source(h.source) },
          { title: t('patients.tags'), width: 150, responsive: ['xl'], ellipsis: true, render: (_, h) => h.tags.join(t('app.comma')) },
          { title: t('patients.since'), width: 105, responsive: ['xl'], render: (_, h) => when.day(h.created_at) },
        ]} />
      </div>
    </>
  )

  function countOf(shown: number, total: number, whole: boolean, { last, unbooked }: Filter): string {
    if (pages.isPending) return ''
    if (whole) return t('patients.count', { n: shown })
    return last || unbooked ? t('patients.count_so_far', { n: shown, total }) : t('patients.count', { n: total })
  }
}

function queryOf(f: Filter, clinic: string, when: When): Omit<ListQuery, 'cursor' | 'limit'> {
  const ago = (days: number) => dayStart(addDays(when.today(), -days), when.zone)
  const [from, to] = f.age.split('-').map(Number)
  const days = Number(f.last.slice(1))
  return {
    clinic_id: clinic,
    ...(f.tag ? { tag_id: f.tag } : {}), ...(f.doctor ? { doctor_id: f.doctor } : {}), ...(f.source ? { source: f.source } : {}),
    ...(from ? { age_from: from } : {}), ...(to ? { age_to: to } : {}),
    ...(f.new ? { entered_from: ago(Number(f.new) - 1) } : {}), ...(f.important ? { important: true } : {}), ...(f.unbooked ? { without_next: true } : {}),
    ...(f.last.startsWith('+') ? { last_from: ago(days) } : {}), ...(f.last.startsWith('-') ? { last_before: ago(days) } : {}),
  }
}

function Filters({ f, set, onClear }: { f: Filter; set: (k: keyof Filter, v: string | undefined) => void; onClear: () => void }) {
  const { t } = useTranslation()
  const tags = useTags()
  const sources = useSources()
  const name = useSourceName()
  const pick = (k: 'tag' | 'source' | 'age' | 'last' | 'new', width: number, options: { value: string; label: string }[]) => (
    <Select allowClear value={f[k] || undefined} onChange={(v) => set(k, v)} placeholder={t(`patients.filter.${k}`)} aria-label={t(`patients.filter.${k}`)} options={options} style={{ width }} popupMatchSelectWidth={false} />
  )
  return (
    <div className="pt-by">
      {pick('new', 110, [['1', 'today'], ['7', 'week'], ['30', 'month']].map(([value, k]) => ({ value: value!, label: t(`patients.new_in.${k}`) })))}
      {pick('last', 140, LAST.map((v) => ({ value: v, label: t(`patients.last_in.${v}`) })))}
      {pick('age', 100, AGES.map((v) => ({ value: v, label: t('patients.age_range', { range: v.replace('-', v.endsWith('-') ? '+' : '–') }) })))}
      <div style={{ width: 140 }}><StaffSelect label={t('patients.part.doctor')} placeholder={t('patients.part.doctor')} only={(p) => p.may_do_licensed_acts} {...(f.doctor ? { value: f.doctor } : {})} onChange={(v) => set('doctor', v)} /></div>
      {pick('source', 130, (sources.data ?? []).map((s) => ({ value: s.key, label: name(s.key) })))}
      {pick('tag', 120, (tags.data ?? []).filter((x) => !x.archived).map((x) => ({ value: x.id, label: x.name })))}
      <Checkbox checked={f.important !== ''} onChange={(e) => set('important', e.target.checked ? '1' : '')}>{t('patients.important')}</Checkbox>
      <Checkbox checked={f.unbooked !== ''} onChange={(e) => set('unbooked', e.target.checked ? '1' : '')}>{t('patients.filter.unbooked')}</Checkbox>
      {FILTERS.some((k) => f[k]) && <Button type="link" size="small" onClick={onClear}>{t('patients.filter.clear')}</Button>}
    </div>
  )
}

/** A page may be short, or even empty, and go on: asks for more until the window is full. */
function useFilled(rows: number, idle: boolean, more: () => void): void {
  const latest = useRef(more)
  latest.current = more
  useEffect(() => { if (idle && rows < PAGE) latest.current() }, [rows, idle])
}

/** The height that is left for rows below the top of a box, in pixels. */
function useRoom(box: RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(480)
  useEffect(() => {
    const measure = () => setRoom(Math.max(240, window.innerHeight - (box.current?.getBoundingClientRect().top ?? 0) - 100))
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [box])
  return room
}
