import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { useOverlaps } from './queries'

/** With which other segments people are shared. */
export function Overlaps({ id }: { id: string }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const list = useOverlaps(id)
  if (list.isError) return <Fault error={list.error} onRetry={() => void list.refetch()} />
  return (
    <DataTable rows={list.data} rowKey="id" loading={list.isPending} empty={t('segments.overlap_none')} onOpen={(o) => void go(`/segments/${o.id}`)} columns={[
      { title: t('segments.other_segment'), render: (_, o) => o.name },
      { title: t('segments.size'), width: 110, align: 'right', render: (_, o) => <span className="num">{o.size}</span> },
      { title: t('segments.overlap_both'), width: 110, align: 'right', render: (_, o) => <b className="num">{o.both}</b> },
      { title: t('segments.overlap_share'), width: 200, render: (_, o) => <span className="au-bar"><i style={{ width: `${o.share_percent}%` }} /><small>{o.share_percent}%</small></span> },
    ]} />
  )
}
