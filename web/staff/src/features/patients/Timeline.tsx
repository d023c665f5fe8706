import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented, Timeline as Line } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { useMomentText } from './moments'
import { keys, timeline, type Moment, type TellsOf } from './queries'

const PAGE = 50

/** Whose moments can be looked at alone, with the permission without which there are none. */
const SORTS: readonly (readonly [TellsOf, string])[] = [['visits', 'visits.view'], ['charting', 'charting.view'], ['imaging', 'imaging.view'], ['plans', 'plans.view'], ['billing', 'billing.view'], ['followup', 'followup.view'], ['patients', 'patients.view']]

/** A person's time at the clinics, the latest first. */
export function Timeline({ id }: { id: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const staff = useStaffName()
  const { clinics, mayAnywhere } = useDesk()
  const [of, setOf] = useState<TellsOf | ''>('')
  const text = useMomentText()
  const pages = useInfiniteQuery({
    queryKey: [...keys.timeline(id), of], initialPageParam: 0,
    queryFn: ({ pageParam }) => timeline(id, pageParam, PAGE, of),
    getNextPageParam: (last: Moment[]) => (last.length >= PAGE ? last.at(-1)!.at : undefined),
  })
  const moments = pages.data?.pages.flat() ?? []
  const sorts = SORTS.filter(([, may]) => mayAnywhere(may)).map(([value]) => ({ value, label: t(`patients.moments.${value}`) }))
  return (
    <section className="pn tl">
      <div className="tl-of"><Segmented<TellsOf | ''> aria-label={t('patients.moments')} value={of} onChange={setOf} options={[{ value: '', label: t('patients.moments.all') }, ...sorts]} /></div>
      {pages.isPending && <Waiting />}
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data && moments.length === 0 && <Empty />}
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
