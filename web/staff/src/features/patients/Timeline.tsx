import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Timeline as Line } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { useMomentText } from './moments'
import { keys, timeline, type Moment } from './queries'

const PAGE = 50

/** A person's time at the clinics, the latest first. */
export function Timeline({ id }: { id: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const staff = useStaffName()
  const { clinics } = useDesk()
  const text = useMomentText()
  const pages = useInfiniteQuery({
    queryKey: keys.timeline(id), initialPageParam: 0,
    queryFn: ({ pageParam }) => timeline(id, pageParam, PAGE),
    getNextPageParam: (last: Moment[]) => (last.length === PAGE ? last.at(-1)!.at : undefined),
  })
  if (pages.isPending) return <Waiting />
  if (pages.isError) return <Fault error={pages.error} onRetry={() => void pages.refetch()} />
  const moments = pages.data.pages.flat()
  if (moments.length === 0) return <Empty />
  return (
    <section className="pn tl">
      <Line items={moments.map((m, i) => ({
        key: `${m.at} ${m.kind} ${m.subject_id} ${i}`,
        content: (
          <div className="tl-one">
            <time dateTime={new Date(m.at).toISOString()}>{when.full(m.at)}</time>
            <span><b>{t(m.kind, { defaultValue: m.kind })}</b> {text(m)}</span>
            <small>{[staff(m.staff_id), clinics.find((c) => c.id === m.clinic_id)?.short_name].filter(Boolean).join(' · ')}</small>
          </div>
        ),
      }))} />
      {pages.hasNextPage && <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('patients.older')}</Button>}
    </section>
  )
}
