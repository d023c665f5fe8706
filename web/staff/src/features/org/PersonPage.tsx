import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link as RouteLink, useParams } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Facts, Page, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { DeviceList } from '../session/DeviceList'
import { AccountTag } from './AccountTag'
import { LinkDrawer } from './InviteDrawer'
import { HandOverDrawer } from '../patients/HandOverDrawer'
import { HoldingsPanel } from './HoldingsPanel'
import { StaffDrawer } from './StaffDrawer'
import { closeAccess, keys, openAccess, person, resetAccess, revokeSession, sessionsOf, type Link, type Staff } from './queries'

/** One colleague: what is known of them, their roles, their account, their devices. */
export default function PersonPage() {
  const { id = '' } = useParams()
  const one = useQuery({ queryKey: keys.person(id), queryFn: () => person(id) })
  if (one.isPending) return <Waiting />
  if (one.isError) return <div className="pg"><Fault error={one.error} onRetry={() => void one.refetch()} /></div>
  return <Whole key={id} person={one.data} onStale={() => one.refetch()} />
}

function Whole({ person: p, onStale }: { person: Staff; onStale: () => unknown }) {
  const { t } = useTranslation()
  const { mayAnywhere } = useDesk()
  const [open, setOpen] = useState<'' | 'edit' | 'care'>('')
  const manage = mayAnywhere('org.manage_staff')
  return (
    <Page title={<><RouteLink to="/settings/staff">{t('settings.page.staff')}</RouteLink> / {p.name}</>} wide={false} actions={<>{mayAnywhere('patients.hand_over') && <Button onClick={() => setOpen('care')}>{t('handover.open')}</Button>}{manage && <Button onClick={() => setOpen('edit')}>{t('org.edit_staff')}</Button>}</>}>
      <Panel title={p.name}>
        <Facts rows={[
          [t('org.title'), p.title], [t('org.initials'), p.initials], [t('org.colour'), p.colour && <><span className="dot" style={{ background: p.colour }} aria-hidden /> {p.colour}</>],
          [t('org.licensed_short'), p.may_do_licensed_acts ? t('org.yes') : t('org.no')], [t('org.employed'), `${p.employed_from} – ${p.employed_to || t('org.no_end')}`],
        ]} />
      </Panel>
      <HoldingsPanel person={p} editable={manage} />
      {p.account && <Access person={p} />}
      {p.account && mayAnywhere('auth.accounts') && <Panel title={t('account.devices')}><DeviceList queryKey={keys.sessions(p.id)} load={() => sessionsOf(p.id)} onRevoke={revokeSession} /></Panel>}
      <StaffDrawer open={open === 'edit'} person={p} onStale={onStale} onClose={() => setOpen('')} />
      <HandOverDrawer open={open === 'care'} from={p} onClose={() => setOpen('')} />
    </Page>
  )
}

/** Letting somebody in, out, and in again. */
function Access({ person: p }: { person: Staff }) {
  const { t } = useTranslation()
  const { me } = useDesk()
  const run = useRun(keys.staff, keys.sessions(p.id))
  const { busy, fault, attempt } = useAttempt()
  const [link, setLink] = useState<{ name: string; link: Link } | null>(null)
  const closed = p.account?.state === 'closed'
  const reset = (drop: boolean) => void attempt(async () => setLink({ name: p.name, link: await run(() => resetAccess(p.id, drop)) }))
  const turn = () => void attempt(async () => {
    const [act, back, say] = closed ? [openAccess, closeAccess, t('org.let_in')] : [closeAccess, openAccess, t('org.let_out')]
    await run(() => act(p.id), () => ({ say: `${p.name} ${say}`, back: () => back(p.id) }))
  })
  return (
    <Panel title={t('org.account')} actions={<AccountTag person={p} />}>
      {fault && <Fault error={fault} />}
      <Facts rows={[[t('org.login'), p.account?.login]]} />
      {p.id === me.id ? <p className="hint">{t('org.own_account')}</p> : (
        <div className="row">
          <Button disabled={busy || closed} onClick={() => reset(false)}>{t('org.reset')}</Button>
          {p.account?.has_factor && <Button disabled={busy || closed} onClick={() => reset(true)}>{t('org.reset_factor')}</Button>}
          <Button danger={!closed} disabled={busy} onClick={turn}>{closed ? t('org.open_access') : t('org.close_access')}</Button>
        </div>
      )}
      <p className="hint">{t('org.access_help')}</p>
      <LinkDrawer of={link} onClose={() => setLink(null)} />
    </Panel>
  )
}
