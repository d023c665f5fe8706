import { MoreOutlined } from '@ant-design/icons'
import { Button, Dropdown, Progress } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { paperAt, showPaper } from '../../ui/paper'
import { useRun } from '../../ui/run'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { LazyReferDrawer } from '../charting/LazyReferDrawer'
import { ExecuteDrawer } from './ExecuteDrawer'
import { History } from './History'
import { contentOf, draftOf } from './draft'
import { PLANS, accept, decline, present, reopen, revive, rewrite, type Item, type Plan } from './queries'
import { ReasonDrawer, type Asking } from './ReasonDrawer'
import { Stairs } from './Stairs'

const TONES: Record<Plan['state'], Tone> = { draft: 'plain', presented: 'now', accepted: 'good', completed: 'good', ended: 'warn', declined: 'plain' }

/** One plan (open = nothing of its set is agreed): its items, what they cost, how far they are done, and what can be done with it now. */
export function PlanCard({ plan: p, open: talked, onEdit }: { plan: Plan; open: boolean; onEdit: () => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { clinics } = useDesk()
  const [open, setOpen] = useState<'' | 'execute' | 'history' | 'prices' | 'refer'>('')
  const [asking, setAsking] = useState<Asking | null>(null)
  const agreed = p.accepted_at > 0
  const elsewhere = useElsewhere(p)
  const title = p.title || t(p.kind === 'direct' ? 'plans.kind.direct' : 'plans.untitled')
  return (
    <article className={p.state === 'declined' ? 'tp-card tp-off' : 'tp-card'} aria-label={title}>
      <header>
        <b>{title}</b> <StatusTag tone={TONES[p.state]}>{t(`plans.state.${p.state}`)}</StatusTag>
        {p.revision > 1 && <small className="hint">{t('plans.revision', { n: p.revision })}</small>}
        <small className="hint">{[p.doctor, when.day(p.accepted_at || p.created_at), elsewhere && clinics.find((c) => c.id === p.clinic_id)?.short_name].filter(Boolean).join(' · ')}</small>
      </header>
      <ul className="tp-items">{p.items.map((i) => <Line key={i.id} item={i} agreed={agreed} />)}</ul>
      {p.note && <p className="hint">{p.note}</p>}
      <footer>
        {p.list_amount !== p.amount && <span><small>{t('plans.list_amount')}</small> <s><Money fen={p.list_amount} /></s></span>}
        <span><small>{t('plans.total')}</small> <b className="tp-sum">¥<Money fen={p.amount} /></b></span>
        {p.list_amount !== p.amount && <Button type="link" size="small" aria-expanded={open === 'prices'} onClick={() => setOpen(open === 'prices' ? '' : 'prices')}>{t('planning.stairs')}</Button>}
        {agreed && p.amount > 0 && <Progress percent={Math.floor((p.executed / p.amount) * 100)} size="small" aria-label={t('plans.executed')} />}
        {agreed && <span><small>{t('plans.executed')}</small> <Money fen={p.executed} /> <small>{t('plans.remaining')}</small> <Money fen={p.amount - p.executed} /></span>}
        {!p.covered && <StatusTag tone="warn">{t('fault.plans.discount_waits', { given: p.given_share / 100 })}</StatusTag>}
      </footer>
      {open === 'prices' && <Stairs plan={p} />}
      <Moved plan={p} />
      <Acts plan={p} talked={talked} onEdit={onEdit} onExecute={() => setOpen('execute')} onHistory={() => setOpen(open === 'history' ? '' : 'history')} onRefer={() => setOpen('refer')} onAsk={setAsking} />
      {open === 'history' && <History plan={p} onAsk={setAsking} />}
      <ExecuteDrawer plan={open === 'execute' ? p.id : ''} onClose={() => setOpen('')} />
      {open === 'refer' && <Suspense fallback={null}><LazyReferDrawer open patient={p.patient_id} origin={{ kind: 'plan', id: p.id }} why={title} onClose={() => setOpen('')} /></Suspense>}
      <ReasonDrawer of={asking} onClose={() => setAsking(null)} />
    </article>
  )
}

/** Whether the plan belongs to another clinic: then it is executed here, and changed there. */
function useElsewhere(p: Plan): boolean {
  return useDesk().clinic !== p.clinic_id
}

/** Says that prices moved since an open plan was written or shown, and takes today's into it. */
function Moved({ plan: p }: { plan: Plan }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const run = useRun(PLANS)
  const { busy, fault, attempt } = useAttempt()
  const elsewhere = useElsewhere(p)
  if (p.accepted_at > 0 || p.state === 'declined' || p.was === p.amount) return null
  const renew = () => void attempt(async () => { await run(() => rewrite(p, contentOf(draftOf(p, () => ''))), () => ({ say: t('plans.saved') })) })
  return (
    <div className="tp-moved" role="note">
      {t('planning.moved', { day: p.was_day, was: yuan(p.was), now: yuan(p.amount) })}
      {may('plans.edit') && !elsewhere && <Button size="small" loading={busy} onClick={renew}>{t('planning.renew')}</Button>}
      {fault && <Fault error={fault} />}
    </div>
  )
}

function Line({ item: i, agreed }: { item: Item; agreed: boolean }) {
  const { t, i18n } = useTranslation()
  return (
    <li>
      <span>
        {i18n.language === 'en' ? i.name_en : i.name_zh} {i.site && <small className="tp-site">{i.site}</small>} {i.quantity > 1 && <small>×{i.quantity}</small>}
        {i.note && <small className="hint"> {i.note}</small>}
      </span>
      {agreed && <small className={i.done === i.steps.length ? 'tp-through' : 'hint'}>{t('plans.done_of', { done: i.done, all: i.steps.length })}</small>}
      <Money fen={i.amount} />
    </li>
  )
}

interface ActsProps {
  plan: Plan
  talked: boolean
  onEdit: () => void
  onExecute: () => void
  onHistory: () => void
  onRefer: () => void
  onAsk: (a: Asking) => void
}

function Acts({ plan: p, talked, onEdit, onExecute, onHistory, onRefer, onAsk }: ActsProps) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const run = useRun(PLANS, ['billing'])
  const { busy, fault, attempt } = useAttempt()
  const [sure, setSure] = useState(false)
  const here = !useElsewhere(p)
  const act = (step: (p: Plan) => Promise<unknown>, say: string) => void attempt(async () => { await run(() => step(p), () => ({ say })); setSure(false) })
  const open = p.state === 'draft' || p.state === 'presented'
  const more = [
    { key: 'paper', label: t('plans.paper.one'), onClick: () => showPaper(paperAt(`/plans/${p.id}/paper`)) },
    ...(talked ? [{ key: 'papers', label: t('plans.paper.all'), onClick: () => showPaper(paperAt(`/plans/${p.id}/paper`, { alternatives: 'true' })) }] : []),
    ...(here && open && may('plans.accept') ? [{ key: 'decline', label: t('plans.decline'), onClick: () => act(decline, t('plans.state.declined')) }] : []),
    ...(here && p.state === 'accepted' && may('plans.edit') ? [{ key: 'change', label: t('plans.change'), onClick: onEdit }] : []),
    ...(here && p.state === 'accepted' && may('plans.undo') ? [
      { key: 'complete', label: t('plans.complete'), onClick: () => onAsk({ kind: 'complete', plan: p }) },
      { key: 'end', label: t('plans.end'), danger: true, onClick: () => onAsk({ kind: 'end', plan: p }) }] : []),
    ...(here && p.state === 'completed' && may('plans.undo') ? [{ key: 'reopen', label: t('plans.reopen'), onClick: () => act(reopen, t('plans.state.accepted')) }] : []),
    ...(p.state !== 'declined' && may('charting.refer') ? [{ key: 'refer', label: t('planning.refer'), onClick: onRefer }] : []),
    ...(p.accepted_at > 0 ? [{ key: 'history', label: t('plans.executions'), onClick: onHistory }] : []),
  ]
  return (
    <div className="row tp-acts">
      {p.state === 'accepted' && may('plans.execute') && <Button type="primary" onClick={onExecute}>{t('plans.execute')}</Button>}
      {here && open && may('plans.edit') && <Button onClick={onEdit}>{t('plans.edit')}</Button>}
      {here && open && !p.covered && may('plans.edit') && <Button onClick={() => onAsk({ kind: 'discount', plan: p })}>{t('plans.ask_discount')}</Button>}
      {here && p.state === 'draft' && p.covered && may('plans.edit') && p.items.length > 0 && <Button loading={busy} onClick={() => act(present, t('plans.state.presented'))}>{t('plans.present')}</Button>}
      {here && open && p.covered && may('plans.accept') && p.items.length > 0 && <Button type="primary" ghost loading={busy} onClick={() => setSure(true)}>{t('plans.accept')}</Button>}
      {here && p.state === 'declined' && talked && may('plans.edit') && <Button loading={busy} onClick={() => act(revive, t('plans.state.draft'))}>{t('plans.revive')}</Button>}
      {more.length > 0 && <Dropdown menu={{ items: more }} trigger={['click']}><Button type="text" icon={<MoreOutlined />} aria-label={t('plans.more')} /></Dropdown>}
      {sure && (
        <div className="tp-sure" role="alertdialog" aria-label={t('plans.accept')}>
          <p>{t('plans.accept_confirm', { amount: yuan(p.amount) })}</p>
          <Button type="primary" loading={busy} onClick={() => act(accept, t('plans.state.accepted'))}>{t('plans.accept')} ¥{yuan(p.amount)}</Button> <Button onClick={() => setSure(false)}>{t('form.cancel')}</Button>
        </div>
      )}
      {fault && <Fault error={fault} />}
    </div>
  )
}
