import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { useWhen } from '../../ui/when'
import { keys, members, type Person } from './queries'

/** Who is in a segment, of the clinics that one sees. */
export function Members({ id }: { id: string }) {
  const { t } = useTranslation()
  const pages = useInfiniteQuery({ queryKey: keys.members(id), initialPageParam: '', queryFn: ({ pageParam }) => members(id, pageParam), getNextPageParam: (last) => last.next || undefined })
  return (
    <>
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <People rows={pages.data?.pages.flatMap((p) => p.items)} loading={pages.isPending} since />
      {pages.hasNextPage && <div className="au-more"><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
    </>
  )
}

/** Patients of a rule, each with the way to their page and to why. */
export function People({ rows, loading = false, since = false }: { rows: readonly Person[] | undefined; loading?: boolean; since?: boolean }) {
  const { t } = useTranslation()
  const when = useWhen()
  const [, setParams] = useSearchParams()
  return (
    <DataTable<Person> rows={rows} rowKey="id" loading={loading} empty={t('segments.no_sample')} columns={[
      { title: t('segments.patient'), render: (_, p) => <><Link to={`/patients/${p.id}`}>{p.name}</Link> <small className="hint">{p.record_no}</small></> },
      { title: t('audience.attr.sex'), width: 70, render: (_, p) => t(`audience.attr.sex.${p.sex}`) },
      { title: t('audience.attr.birthday'), width: 120, render: (_, p) => p.birth },
      { title: t('audience.attr.phone'), width: 140, responsive: ['md'], render: (_, p) => p.phone_masked },
      ...(since ? [
        { title: t('segments.came_at'), width: 170, responsive: ['sm' as const], render: (_: unknown, p: Person) => when.full(p.since) },
        { title: '', width: 90, render: (_: unknown, p: Person) => <Button type="link" size="small" onClick={() => setParams({ tab: 'why', patient: p.id })}>{t('segments.why')}</Button> },
      ] : []),
    ]} />
  )
}
