import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { ReferDrawer } from './ReferDrawer'
import { ReferralCard } from './ReferralCard'
import { REFERRALS, useReferralsOf } from './referralQueries'

/** To whom a patient was sent within the group, and what came back. */
export default function ReferralsTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const list = useReferralsOf(patient)
  useLiveQueries('referrals', REFERRALS)
  const [open, setOpen] = useState(false)
  if (list.isPending) return <Waiting />
  if (!list.data) return <Fault error={list.error} onRetry={() => void list.refetch()} />
  return (
    <Panel title={t('charting.tab.referrals')} actions={may('charting.refer') && <Button type="primary" onClick={() => setOpen(true)}>{t('referral.new')}</Button>}>
      {list.data.length === 0 ? <Empty text={t('referral.none')} /> : <div className="rf-list">{list.data.map((r) => <ReferralCard key={r.id} r={r} />)}</div>}
      <ReferDrawer open={open} patient={patient} onClose={() => setOpen(false)} />
    </Panel>
  )
}
