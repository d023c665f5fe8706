import { Button, Input, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { answer } from '@archwire/api'
import { matches } from '@archwire/domain'
import { api } from '../../../app/api'
import { useDesk } from '../../../app/desk'
import { DataTable } from '../../../ui/DataTable'
import { Fault } from '../../../ui/Fault'
import { StatusTag } from '../../../ui/StatusTag'
import { useAttempt } from '../../../ui/attempt'
import { useRun } from '../../../ui/run'
import { keys, type Template } from '../queries'
import { kindLabel, kindName } from '../words'
import { KindDrawer } from './KindDrawer'
import { offerKind } from './kinds'

/** The kinds of visit of the group, and which of them this clinic offers. */
export default function KindsTab() {
  const { t } = useTranslation()
  const { clinic, may, mayInGroup } = useDesk()
  const [text, setText] = useState('')
  const [open, setOpen] = useState<Template | 'new' | null>(null)
  const run = useRun(keys.templates)
  const { fault, attempt } = useAttempt()
  const list = useQuery({
    queryKey: [...keys.templates, clinic], enabled: !!clinic,
    queryFn: async (): Promise<Template[]> => (await answer(api.GET('/api/v1/visits/templates', { params: { query: { clinic_id: clinic } } }))).items,
  })
  const rows = list.data?.filter((k) => matches(text, k.name_zh, k.name_en, k.label_zh, k.label_en, k.code))
  const edit = mayInGroup('visits.templates')
  const offer = (k: Template, on: boolean) => void attempt(async () => {
    await run(() => offerKind(clinic, k.id, on), () => ({ say: on ? t('roster.offered_now', { what: kindName(k) }) : t('roster.offered_not', { what: kindName(k) }), back: () => offerKind(clinic, k.id, !on) }))
  })
  return (
    <>
      <div className="rs-bar">
        <Input.Search allowClear aria-label={t('visits.screen.kind')} placeholder={t('visits.screen.kind_hint')} style={{ width: 280 }} onChange={(e) => setText(e.target.value)} />
        {edit && <Button type="primary" onClick={() => setOpen('new')}>{t('roster.kind_add')}</Button>}
      </div>
      {fault && <Fault error={fault} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <DataTable<Template> rows={rows} rowKey="id" loading={list.isPending} {...(edit ? { onOpen: setOpen } : {})} columns={[
        { title: t('visits.screen.kind'), render: (_, k) => <><em className={`bd-dot c-${k.colour}`} /><b>{kindName(k)}</b> <small>{kindLabel(k)}</small></> },
        { title: t('roster.minutes'), align: 'right', width: 80, dataIndex: 'minutes' },
        { title: t('roster.hands'), align: 'right', width: 90, dataIndex: 'doctor_minutes' },
        { title: t('roster.pattern'), render: (_, k) => <code className="pt-code">{k.pattern}</code> },
        { title: t('roster.category'), width: 110, render: (_, k) => t(`visits.category.${k.category}`) },
        { title: t('roster.state'), width: 120, render: (_, k) => (k.archived ? <StatusTag tone="plain">{t('roster.archived')}</StatusTag> : k.unlicensed_act ? <StatusTag tone="bad">{t('roster.unlicensed', { act: t(`visits.act.${k.unlicensed_act}`) })}</StatusTag> : null) },
        { title: t('roster.offered_here'), width: 110, render: (_, k) => <span onClick={(e) => e.stopPropagation()}><Switch size="small" checked={k.offered} disabled={k.archived || !may('visits.roster')} aria-label={`${t('roster.offered_here')} ${kindName(k)}`} onChange={(on) => offer(k, on)} /></span> },
      ]} />
      {open && <KindDrawer kind={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </>
  )
}
