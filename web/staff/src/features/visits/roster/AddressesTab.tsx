import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../app/desk'
import { CopyText } from '../../../ui/CopyText'
import { Fault } from '../../../ui/Fault'
import { Panel } from '../../../ui/Page'
import { useAttempt } from '../../../ui/attempt'
import { useUndo } from '../../../ui/Undo'
import { useWhen } from '../../../ui/when'
import { renewAddress, revokeAddress, useRoster } from './queries'

type Kind = 'calendars' | 'call-screens'

/** Secret addresses: the call-in screen on the wall, and each doctor's calendar on their telephone. */
export default function AddressesTab() {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const today = when.today()
  const doctors = useRoster(clinic, today, today).data?.people.filter((p) => p.who === 'D') ?? []
  return (
    <div className="rs-addresses">
      <Panel title={t('roster.call_screen')}><p>{t('roster.call_screen_lead')}</p><Address kind="call-screens" id={clinic} /></Panel>
      <Panel title={t('roster.calendars')}>
        <p>{t('roster.calendars_lead')}</p>
        {doctors.map((d) => <div key={d.id} className="rs-address"><b>{d.name}</b><Address kind="calendars" id={d.id} /></div>)}
      </Panel>
    </div>
  )
}

/** An address is shown once, when it is made; whoever loses it makes a new one. */
function Address({ kind, id }: { kind: Kind; id: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const { say } = useUndo()
  const { busy, fault, attempt } = useAttempt()
  const [url, setUrl] = useState('')
  if (!may('visits.addresses')) return <p className="hint">{t('roster.no_right')}</p>
  const renew = () => void attempt(async () => {
    const { path } = await renewAddress(kind, id)
    setUrl(location.origin + (kind === 'call-screens' ? path.replace('/api/v1/visits/open/call-screens/', '/call/') : path))
  })
  const revoke = () => void attempt(async () => { await revokeAddress(kind, id); setUrl(''); say(t('roster.revoked')) })
  return (
    <>
      {fault && <Fault error={fault} />}
      {url && <><CopyText text={url} /><p className="hint">{t('roster.shown_once')}</p></>}
      <p className="vd-acts">
        <Button size="small" type="primary" loading={busy} onClick={renew}>{t('roster.renew')}</Button>
        <Button size="small" disabled={busy} onClick={revoke}>{t('roster.revoke')}</Button>
        {url && kind === 'call-screens' && <a href={url} target="_blank" rel="noreferrer">{t('roster.open_screen')}</a>}
      </p>
    </>
  )
}
