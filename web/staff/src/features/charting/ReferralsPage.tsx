import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { PagesOfRecords } from './PagesOfRecords'
import { ReferralCard } from './ReferralCard'
import { REFERRALS, useReferralBox, type Box } from './referralQueries'

/** Who was sent to me, whom I sent and what came back, and all that the clinic still has to do. */
export default function ReferralsPage() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const [at, setAt] = useSearchParams()
  const boxes: Box[] = may('charting.refer') ? ['to_me', 'sent', 'clinic'] : ['clinic']
  const box = boxes.find((b) => b === at.get('box')) ?? boxes[0]!
  const list = useReferralBox(clinic, box)
  useLiveQueries('referrals', REFERRALS)
  return (
    <Page title={t('charting.tab.referrals')} lead={t('referral.lead')} actions={<Segmented<Box> value={box} onChange={(b) => setAt({ box: b }, { replace: true })} aria-label={t('referral.whose')} options={boxes.map((b) => ({ value: b, label: t(`referral.box.${b}`) }))} />}>
      <PagesOfRecords />
      {list.isPending && <Waiting />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (list.data.length === 0 ? <Empty text={t(`referral.none.${box}`)} /> : <div className="rf-list">{list.data.map((r) => <ReferralCard key={r.id} r={r} named />)}</div>)}
    </Page>
  )
}
