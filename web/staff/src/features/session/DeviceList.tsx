import { useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { StatusTag } from '../../ui/StatusTag'
import { useUndo } from '../../ui/Undo'
import { useWhen } from '../../ui/when'
import { deviceName } from './device'
import type { Device } from './queries'

export interface DeviceListProps {
  queryKey: QueryKey
  load: () => Promise<Device[]>
  onRevoke: (id: string) => Promise<unknown>
  onRevokeOthers?: () => Promise<unknown>
}

/** Where somebody is logged in, with a way to end each session. */
export function DeviceList({ queryKey, load, onRevoke, onRevokeOthers }: DeviceListProps) {
  const { t } = useTranslation()
  const when = useWhen()
  const undo = useUndo()
  const client = useQueryClient()
  const list = useQuery({ queryKey, queryFn: load })
  const { busy, fault, attempt } = useAttempt()
  const end = (act: () => Promise<unknown>) => void attempt(async () => {
    await act()
    await client.invalidateQueries({ queryKey })
    undo.say(t('devices.ended'))
  })
  const others = (list.data ?? []).some((d) => !d.current)
  return (
    <>
      {(fault ?? list.error) && <Fault error={fault ?? list.error} />}
      <DataTable<Device> rows={list.data} rowKey="id" loading={list.isPending} empty={t('devices.none')} columns={[
        { title: t('devices.device'), render: (_, d) => <span title={d.device}>{deviceName(d.device) || t('devices.unknown')} {d.current && <StatusTag tone="good">{t('devices.current')}</StatusTag>}</span> },
        { title: t('devices.ip'), dataIndex: 'ip', width: 140 },
        { title: t('devices.since'), width: 150, render: (_, d) => when.full(d.created_at) },
        { title: t('devices.seen'), width: 150, render: (_, d) => when.full(d.seen_at) },
        { title: '', width: 90, align: 'right', render: (_, d) => d.current ? null : <Button size="small" disabled={busy} onClick={() => end(() => onRevoke(d.id))}>{t('devices.end')}</Button> },
      ]} />
      {onRevokeOthers && others && <div><Button disabled={busy} onClick={() => end(onRevokeOthers)}>{t('devices.end_others')}</Button></div>}
    </>
  )
}
