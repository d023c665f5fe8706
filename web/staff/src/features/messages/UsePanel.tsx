import { useQuery } from '@tanstack/react-query'
import { Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { useWhen } from '../../ui/when'
import { PERIODS, spanOf, sums, type Period, type Sum } from './sums'
import { usePurposeName } from './words'
import { CHANNELS, keys, use } from './queries'

/** What was sent in a period, by clinic and purpose. */
export function UsePanel() {
  const { t } = useTranslation()
  const { clinics } = useDesk()
  const { today, zone } = useWhen()
  const purpose = usePurposeName()
  const [period, setPeriod] = useState<Period>('month')
  const [channel, setChannel] = useState<string>('sms')
  const { from, to } = spanOf(period, today(), zone)
  const lines = useQuery({ queryKey: keys.use(from, to), queryFn: () => use(from, to) })
  const rows = sums(lines.data ?? [], channel)
  const sms = channel === 'sms'
  const size = (s: Sum) => (sms ? s.parts : s.sends)
  const most = Math.max(1, ...rows.map(size))
  const clinic = (id: string) => clinics.find((c) => c.id === id)?.name ?? ''
  return (
    <Panel title={t('msg.use')} actions={
      <div className="row ms-period">
        <Segmented<Period> value={period} onChange={setPeriod} aria-label={t('msg.period')} options={PERIODS.map((p) => ({ value: p, label: t(`msg.period.${p}`) }))} />
        <Select<string> value={channel} onChange={setChannel} aria-label={t('msg.channel')} popupMatchSelectWidth={false} style={{ width: 150 }} options={[{ value: '', label: t('msg.all_channels') }, ...CHANNELS.map((c) => ({ value: c, label: t(`messages.channel.${c}`) }))]} />
      </div>
    }>
      {lines.isError && <Fault error={lines.error} onRetry={() => void lines.refetch()} />}
      <DataTable<Sum> rows={rows} rowKey="key" loading={lines.isPending} empty={t('msg.no_use')} columns={[
        { title: t('msg.clinic'), width: 100, render: (_, s) => clinic(s.clinic) },
        { title: t('msg.purpose'), width: 150, render: (_, s) => purpose(s.purpose) },
        { title: t(sms ? 'msg.parts_sent' : 'msg.sent_n'), width: 100, align: 'right', render: (_, s) => <b className="num">{size(s).toLocaleString('en')}</b> },
        { title: '', responsive: ['md'], render: (_, s) => <span className="ms-bar" aria-hidden><i style={{ width: `${(100 * size(s)) / most}%` }} /></span> },
        { title: t('msg.messages_n'), width: 90, align: 'right', responsive: ['md'], render: (_, s) => s.sends.toLocaleString('en') },
        { title: t('msg.arrived'), width: 90, align: 'right', responsive: ['md'], render: (_, s) => s.delivered.toLocaleString('en') },
        { title: t('msg.failed_n'), width: 90, align: 'right', responsive: ['md'], render: (_, s) => (s.failed > 0 ? s.failed.toLocaleString('en') : '') },
      ]} />
    </Panel>
  )
}
