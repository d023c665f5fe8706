import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import { useDesk } from '../../../app/desk'
import { useLive } from '../../../app/live'
import { Waiting } from '../../../app/Waiting'
import { Fault } from '../../../ui/Fault'
import { Page, Panel } from '../../../ui/Page'
import { VISITS, keys } from '../queries'
import '../../../board/marks.css'
import '../visits.css'
import './waitlist.css'
import { FreedSlots } from './FreedSlots'
import { WaitDrawer } from './WaitDrawer'
import { WaiterRow } from './WaiterRow'
import { useWaitlist, type Waiter } from './queries'
import { inOrder } from './waiters'

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
  const open = inOrder(list.data ?? [])
  return (
    <Page title={t('nav.waitlist')} lead={t('waitlist.lead')} actions={may('visits.book') && <Button type="primary" onClick={() => setAdding(true)}>{t('waitlist.add')}</Button>}>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <FreedSlots clinic={clinic} onDone={again} />
      {list.isPending && <Waiting />}
      {list.data && (
        <Panel title={<>{t('waitlist.all')} <small>{open.length}</small></>}>
          <Waiters onDone={again} groups={[[t('waitlist.new'), open.filter((w) => !w.visit_id)], [t('waitlist.earlier'), open.filter((w) => w.visit_id)]]} />
        </Panel>
      )}
      {adding && <WaitDrawer onClose={() => setAdding(false)} onDone={() => { setAdding(false); void client.invalidateQueries({ queryKey: keys.waitlist(clinic) }) }} />}
    </Page>
  )
}

/** One table for both kinds, so that their columns stand below each other. */
function Waiters({ groups, onDone }: { groups: readonly (readonly [string, readonly Waiter[]])[]; onDone: () => void }) {
  const { t } = useTranslation()
  return (
    <table className="wl">
      <thead>
        <tr>
          <th scope="col">{t('visits.screen.patient')}</th><th scope="col">{t('visits.screen.kind')}</th><th scope="col">{t('waitlist.can')}</th>
          <th scope="col">{t('waitlist.waits')}</th><th scope="col">{t('visits.screen.note')}</th><td />
        </tr>
      </thead>
      {groups.map(([title, list]) => (
        <tbody key={title}>
          <tr className="wl-group"><th scope="rowgroup" colSpan={6}>{title} <small>{list.length || t('waitlist.none')}</small></th></tr>
          {list.map((w) => <WaiterRow key={w.id} w={w} onDone={onDone} />)}
        </tbody>
      ))}
    </table>
  )
}
