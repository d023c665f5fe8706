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

/** From so many texts on one may look for one. */
const MANY = 8

/** The texts that hold what is looked for, by what they are for, in the order in which those come. */
export function grouped(list: readonly Ready[], typed: string): [Ready['class'], Ready[]][] {
  const wanted = typed.trim().toLowerCase()
  const out = new Map<Ready['class'], Ready[]>()
  for (const r of list) {
    if (wanted !== '' && !`${r.name} ${r.text}`.toLowerCase().includes(wanted)) continue
    out.set(r.class, [...(out.get(r.class) ?? []), r])
  }
  return [...out]
}

/** Texts that are ready, filled; one tap puts them into the chat. */
export function Texts({ person, card, queryKey }: { person: CardPatient; card: Card; queryKey: QueryKey }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(queryKey)
  const { busy, fault, attempt } = useAttempt()
  const [open, setOpen] = useState<Ready | null>(null)
  const [failed, setFailed] = useState(false)
  const [typed, setTyped] = useState('')
  const found = useQuery({ queryKey: keys.ready(person.id, clinic), queryFn: () => readyTexts(person.id, clinic), enabled: clinic !== '' })
  const send = (r: Ready) => void attempt(async () => {
    setFailed(false)
    try { await sendText(r.text) } catch { setFailed(true); return }
    await run(() => say(card.id, { clinic_id: clinic, patient_id: person.id, key: r.key, text: r.text }), (made) => ({ say: t('customer.said_now'), back: () => unsay(made.id) }))
    setOpen(null)
  })
  const looking = typed.trim() !== ''
  const groups = grouped(found.data ?? [], typed)
  return (
    <div className="cu-texts">
      <h3 className="sub">{t('customer.texts')}</h3>
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      {fault && <Fault error={fault} />}
      {failed && <p className="cu-failed" role="alert">{t('customer.not_sent')}</p>}
      {(found.data?.length ?? 0) > MANY && <Input.Search allowClear size="small" placeholder={t('customer.texts_find')} aria-label={t('customer.texts_find')} onChange={(e) => setTyped(e.target.value)} />}
      {groups.length === 0 && found.data && <p className="hint">{t('customer.texts_none')}</p>}
      {groups.map(([cls, list], i) => (
        <details key={cls + String(looking)} className="cu-group" open={looking || i === 0}>
          <summary>{t(`messages.class.${cls}`)} <small className="hint">{list.length}</small></summary>
          {list.map((r) => (
            <div key={r.key} className="cu-text">
              <button type="button" aria-expanded={open?.key === r.key} onClick={() => setOpen(open?.key === r.key ? null : r)}><b>{r.name}</b> <span>{open?.key === r.key ? '' : r.text}</span></button>
              {open?.key === r.key && <><Input.TextArea aria-label={r.name} autoSize maxLength={2000} value={open.text} onChange={(e) => setOpen({ ...open, text: e.target.value })} />
                <Button type="primary" size="small" loading={busy} disabled={open.text.trim() === ''} onClick={() => send(open)}>{t('customer.send')}</Button></>}
            </div>
          ))}
        </details>
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
