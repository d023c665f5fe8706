import { CheckCircleOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { QRCodeSVG } from 'qrcode.react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { serverNow } from '../../app/api'
import { asProblem } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { endInvitation, invitation, invite, keys, type Invited } from './queries'

/** A code by which whoever stands at the desk binds their own WeChat to the patient; it turns by itself when they have. */
export function OwnDrawer({ patient, open, onClose }: { patient: string; open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return <Drawer open={open} size="min(440px, 100vw)" title={t('msg.own')} onClose={onClose} destroyOnHidden>{open && <Inviting patient={patient} onDone={onClose} />}</Drawer>
}

function Inviting({ patient, onDone }: { patient: string; onDone: () => void }) {
  const { clinic } = useDesk()
  const made = useMutation({ mutationFn: () => invite(patient, clinic) })
  const { mutate } = made
  useEffect(() => mutate(), [mutate])
  if (made.isError) return asProblem(made.error).code === 'messages.no_official' ? <NoAccount /> : <Fault error={made.error} onRetry={() => mutate()} />
  if (!made.data) return <Waiting />
  return <Invitation key={made.data.id} patient={patient} made={made.data} onAnother={() => mutate()} onDone={onDone} />
}

/** What to do where no official account is in use. */
function NoAccount() {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  return (
    <div className="ms-own">
      <p><b>{t('msg.own_no_account')}</b></p>
      <p>{t('msg.own_no_account_help')}</p>
      {mayInGroup('messages.accounts') && <Link to="/settings/channels">{t('msg.accounts')}</Link>}
    </div>
  )
}

/** Codes about to be taken back: what is shown again a moment later stays. */
const leaving = new Map<string, ReturnType<typeof setTimeout>>()

function Invitation({ patient, made, onAnother, onDone }: { patient: string; made: Invited; onAnother: () => void; onDone: () => void }) {
  const { t } = useTranslation()
  const [now, setNow] = useState(serverNow)
  const asked = useQuery({ queryKey: [...keys.of(patient), 'invite', made.id], queryFn: () => invitation(made.id), initialData: made, refetchInterval: (q) => (q.state.data?.state === 'open' ? 2_000 : false) })
  const { state, whose, nick, follows } = asked.data
  useEffect(() => { const tick = setInterval(() => setNow(serverNow()), 1000); return () => clearInterval(tick) }, [])
  // Whoever closes the drawer, or leaves the page, takes the code back; one that was used stays as it is.
  useEffect(() => {
    clearTimeout(leaving.get(made.id))
    return () => { leaving.set(made.id, setTimeout(() => { void endInvitation(made.id).catch(() => undefined) }, 200)) }
  }, [made.id])
  const left = Math.max(0, Math.ceil((made.expires_at - now) / 60_000))
  if (state === 'bound') {
    return (
      <div className="ms-own" role="status">
        <CheckCircleOutlined className="ms-own-done" aria-hidden />
        <b className="ms-own-who">{t('msg.own_bound', { who: [nick, t(`messages.whose.${whose}`, { defaultValue: whose })].filter(Boolean).join(' · ') })}</b>
        <p>{follows ? t('msg.own_follows') : t('msg.own_follow', { account: made.account || t('messages.account.official') })}</p>
        <div className="row"><Button type="primary" onClick={onDone}>{t('msg.own_done')}</Button><Button onClick={onAnother}>{t('msg.own_another')}</Button></div>
      </div>
    )
  }
  if (state === 'over' || left === 0) return <div className="ms-own"><p>{t('msg.own_over')}</p><Button type="primary" onClick={onAnother}>{t('msg.own_again')}</Button></div>
  return (
    <div className="ms-own">
      <p>{t('msg.own_scan')}</p>
      <div className="ms-own-qr"><QRCodeSVG value={made.link} size={260} marginSize={2} title={t('msg.own_qr')} /></div>
      <p className="hint">{t('msg.own_left', { n: left })}</p>
      <p className="hint">{t('msg.own_help', { account: made.account || t('messages.account.official') })}</p>
    </div>
  )
}
