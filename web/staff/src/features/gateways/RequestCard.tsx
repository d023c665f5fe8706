import { Button, Form, Input, QRCode } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { yuan } from '@archwire/domain'
import { serverNow } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Money } from '../../ui/Money'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { again, byHand, close, GATEWAYS, notDone, type Asked, type Named, type Resolution } from './queries'
import { leftOf, tellKey, toneOf } from './tell'
import './gateways.css'

/** One thing asked of the outside world: what its state means, and what may be done. */
export function RequestCard({ asked: r, qr = false, who }: { asked: Asked; qr?: boolean; who?: Named | undefined }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const run = useRun(GATEWAYS, ['billing'])
  const { fault, busy, attempt } = useAttempt()
  const [slip, setSlip] = useState(false)
  const provider = t(`gateways.provider.${r.provider}`) + (r.platform ? ` ${t(`gateways.platform.${r.platform}`)}` : '')
  const acts: Record<Resolution, () => void> = {
    ask_again: () => void attempt(async () => { await run(() => again(r.id)) }),
    close: () => void attempt(async () => { await run(() => close(r.id)) }),
    not_done: () => void attempt(async () => { await run(() => notDone(r.id)) }),
    by_hand: () => setSlip(true),
  }
  const allowed = r.may.filter((x) => may(x === 'by_hand' ? 'billing.charge' : 'gateways.resolve'))
  return (
    <article className={`gw gw-${r.state}`} aria-label={`${t(`gateways.kind.${r.kind}`)} ${r.number}`}>
      <header>
        <b>{t(`gateways.kind.${r.kind}`)}</b> <small>{provider}</small>
        <StatusTag tone={toneOf(r.state)}>{t(`gateways.state.${r.state}`)}</StatusTag>
        {r.by_hand && <StatusTag tone="plain">{t('gateways.by_hand')}</StatusTag>}
        {r.amount > 0 && <b className="gw-sum"><Money fen={r.amount} /></b>}
      </header>
      {who && <div className="row"><Link to={`/patients/${who.id}/money`}>{who.name}</Link> <small className="num">{who.record_no}</small></div>}
      <p aria-live="polite">{t(tellKey(r), { provider, words: r.words || r.code })}</p>
      {r.kind === 'insurance_settle' && r.state === 'done' && <p>{t('billing.insurance.split', { fund: yuan(r.answer.fund ?? 0), account: yuan(r.answer.account ?? 0), self: yuan(r.answer.self ?? 0) })}</p>}
      {r.answer.item && <p>{t('billing.voucher.worth', { item: r.answer.item, face: yuan(r.answer.face ?? 0), paid: yuan(r.answer.paid ?? 0) })}</p>}
      {r.answer.invoice && <p>{t('billing.invoice.no', { no: r.answer.invoice })}</p>}
      {qr && r.state === 'sent' && r.answer.qr && <Code asked={r} />}
      {fault && <Fault error={fault} />}
      <footer>
        <small className="hint">{r.number}{r.asked_at > 0 && ` · ${when.full(r.asked_at)}`}
          {r.state === 'unknown' && ` · ${r.next_at ? t('gateways.next', { at: when.clock(r.next_at) }) : t('gateways.nobody_asks')}`}</small>
        <span>{allowed.map((x) => <Button key={x} size="small" disabled={busy} onClick={acts[x]}>{t(`gateways.do.${x}`)}</Button>)}</span>
      </footer>
      <FormDrawer<{ slip: string }> open={slip} title={t('gateways.do.by_hand')} onClose={() => setSlip(false)}
        onSave={async (v) => { await run(() => byHand(r.id, v.slip), () => ({ say: t('gateways.waits_approval') })); setSlip(false) }}>
        <p className="hint">{t('gateways.slip_help')}</p>
        <Form.Item name="slip" label={t('gateways.slip')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={40} autoFocus /></Form.Item>
      </FormDrawer>
    </article>
  )
}

/** What the patient scans, and how long it is good. */
function Code({ asked: r }: { asked: Asked }) {
  const { t } = useTranslation()
  const [now, setNow] = useState(serverNow)
  useEffect(() => { const tick = setInterval(() => setNow(serverNow()), 1000); return () => clearInterval(tick) }, [])
  return (
    <div className="gw-qr">
      <QRCode value={r.answer.qr ?? ''} size={208} aria-label={t('billing.online.scan')} />
      <span>{t('billing.online.scan')}</span>
      <small className="num">{t('billing.online.left', { time: leftOf(r.expires_at, now) })}</small>
    </div>
  )
}
