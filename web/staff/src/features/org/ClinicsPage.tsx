import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { ClinicDrawer } from './ClinicDrawer'
import { clinics, closeClinic, keys, reopenClinic, type Clinic } from './queries'

/** The clinics of the group: name, kind, hours, record numbers. */
export default function ClinicsPage() {
  const { t } = useTranslation()
  const { mayInGroup, mayAnywhere } = useDesk()
  const list = useQuery({ queryKey: keys.clinics, queryFn: clinics })
  const run = useRun(keys.clinics, ['session'])
  const { fault, attempt } = useAttempt()
  const [open, setOpen] = useState<Clinic | 'new' | null>(null)
  const turn = (c: Clinic) => void attempt(async () => {
    const [act, back, say] = c.closed_at ? [reopenClinic, closeClinic, t('org.reopened')] : [closeClinic, reopenClinic, t('org.closed_now')]
    await run(() => act(c.id), () => ({ say: `${c.name} ${say}`, back: () => back(c.id) }))
  })
  const mayEdit = mayAnywhere('org.change_clinic') || mayInGroup('org.manage_clinics')
  return (
    <Page title={t('settings.page.clinics')} actions={mayInGroup('org.manage_clinics') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen('new')}>{t('org.new_clinic')}</Button>}>
      {(fault ?? list.error) && <Fault error={fault ?? list.error} />}
      <DataTable<Clinic> rows={list.data} rowKey="id" loading={list.isPending} {...(mayEdit ? { onOpen: setOpen } : {})} columns={[
        { title: t('org.name'), render: (_, c) => <><b>{c.name}</b> {c.closed_at > 0 && <StatusTag tone="plain">{t('org.closed')}</StatusTag>}</> },
        { title: t('org.code'), dataIndex: 'code', width: 110 },
        { title: t('org.kind'), width: 90, render: (_, c) => t(`org.kind.${c.kind}`) },
        { title: t('org.address'), render: (_, c) => c.address.startsWith(c.city) ? c.address : `${c.city} ${c.address}`.trim() },
        { title: t('org.phone'), dataIndex: 'phone', width: 140 },
        { title: t('org.number_prefix'), dataIndex: 'number_prefix', width: 110 },
        { title: '', width: 110, align: 'right', render: (_, c) => mayInGroup('org.manage_clinics') && (
          <Button size="small" onClick={(e) => { e.stopPropagation(); turn(c) }}>{c.closed_at ? t('org.reopen') : t('org.close')}</Button>
        ) },
      ]} />
      <ClinicDrawer open={open} onClose={() => setOpen(null)} onStale={() => list.refetch().then((r) => setOpen((now) => (typeof now === 'object' && now ? r.data?.find((c) => c.id === now.id) ?? now : now)))} />
    </Page>
  )
}
