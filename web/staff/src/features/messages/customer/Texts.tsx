import { useQuery, type QueryKey } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../app/desk'
import { useAttempt } from '../../../ui/attempt'
import { Fault } from '../../../ui/Fault'
import { Panel } from '../../../ui/Page'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { useStaffName } from '../../org/names'
import { keys, readyTexts, say, unsay, type Card, type CardPatient, type Ready } from '../queries'
import { sendText } from './wecom'

/** Texts that are ready, filled; one tap puts them into the chat. */
export function Texts({ person, card, queryKey }: { person: CardPatient; card: Card; queryKey: QueryKey }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(queryKey)
  const { busy, fault, attempt } = useAttempt()
  const [open, setOpen] = useState<Ready | null>(null)
  const [failed, setFailed] = useState(false)
  const found = useQuery({ queryKey: keys.ready(person.id, clinic), queryFn: () => readyTexts(person.id, clinic), enabled: clinic !== '' })
  const send = (r: Ready) => void attempt(async () => {
    setFailed(false)
    try { await sendText(r.text) } catch { setFailed(true); return }
    await run(() => say(card.id, { clinic_id: clinic, patient_id: person.id, key: r.key, text: r.text }), (made) => ({ say: t('customer.said_now'), back: () => unsay(made.id) }))
    setOpen(null)
  })
  return (
    <div className="cu-texts">
      <h3 className="sub">{t('customer.texts')}</h3>
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      {fault && <Fault error={fault} />}
      {failed && <p className="cu-failed" role="alert">{t('customer.not_sent')}</p>}
      {found.data?.map((r) => (
        <div key={r.key} className="cu-text">
          <button type="button" aria-expanded={open?.key === r.key} onClick={() => setOpen(open?.key === r.key ? null : r)}><b>{r.name}</b> <span>{open?.key === r.key ? '' : r.text}</span></button>
          {open?.key === r.key && <><Input.TextArea aria-label={r.name} autoSize maxLength={2000} value={open.text} onChange={(e) => setOpen({ ...open, text: e.target.value })} />
            <Button type="primary" size="small" loading={busy} disabled={open.text.trim() === ''} onClick={() => send(open)}>{t('customer.send')}</Button></>}
        </div>
      ))}
    </div>
  )
}

/** What colleagues say they sent: WeCom tells nobody whether it left. */
export function SaidList({ card, queryKey }: { card: Card; queryKey: QueryKey }) {
  const { t } = useTranslation()
  const { me } = useDesk()
  const when = useWhen()
  const staff = useStaffName()
  const run = useRun(queryKey)
  const list = card.said ?? []
  if (list.length === 0) return null
  return (
    <Panel title={t('customer.said')}>
      <p className="hint">{t('customer.said_help')}</p>
      <ol className="cu-said">{list.map((x) => (
        <li key={x.id}><small className="hint">{when.full(x.at)} {staff(x.staff_id)}</small>{x.staff_id === me.id && <Button size="small" type="link" onClick={() => void run(() => unsay(x.id), () => ({ say: t('customer.said_back') })).catch(() => {})}>{t('customer.not_said')}</Button>}<div>{x.text}</div></li>
      ))}</ol>
    </Panel>
  )
}
