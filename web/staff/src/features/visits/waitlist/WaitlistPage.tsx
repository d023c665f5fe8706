import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import { useDesk } from '../../../app/desk'
import { useLive } from '../../../app/live'
import { Empty } from '../../../ui/Empty'
import { Fault } from '../../../ui/Fault'
import { Page } from '../../../ui/Page'
import { VISITS, keys } from '../queries'
import '../../../board/marks.css'
import '../visits.css'
import './waitlist.css'
import { FreedSlots } from './FreedSlots'
import { WaitDrawer } from './WaitDrawer'
import { WaiterRow } from './WaiterRow'
import { useWaitlist } from './queries'

/** Who would like to come, or to come earlier; and what came free for them. */
export default function WaitlistPage() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const client = useQueryClient()
  const list = useWaitlist(clinic)
  const [adding, setAdding] = useState(false)
  const again = () => void client.invalidateQueries({ queryKey: VISITS, predicate: (q) => ['waitlist', 'freed', 'ranked'].includes(String(q.queryKey[1])) })
  useLive('waitlist', again)
  useLive('visits', again)
  const rows = list.data ?? []
  const open = rows.filter((w) => w.state === 'open' || w.state === 'offered').sort((a, b) => Number(b.urgent) - Number(a.urgent) || a.since - b.since)
  const early = open.filter((w) => w.visit_id)
  const new_ = open.filter((w) => !w.visit_id)
  return (
    <Page title={t('nav.waitlist')} lead={t('waitlist.lead')} actions={may('visits.book') && <Button type="primary" onClick={() => setAdding(true)}>{t('waitlist.add')}</Button>}>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <FreedSlots clinic={clinic} onDone={again} />
      <div className="wl">
        {([[t('waitlist.new'), new_], [t('waitlist.earlier'), early]] as const).map(([title, items]) => (
          <section key={title} className="pn">
            <header><h2>{title} <small>{items.length}</small></h2></header>
            {list.data && items.length === 0 && <Empty text={t('waitlist.none')} />}
            <ul className="wl-list">{items.map((w) => <WaiterRow key={w.id} w={w} onDone={again} />)}</ul>
          </section>
        ))}
      </div>
      {adding && <WaitDrawer onClose={() => setAdding(false)} onDone={() => { setAdding(false); void client.invalidateQueries({ queryKey: keys.waitlist(clinic) }) }} />}
    </Page>
  )
}
