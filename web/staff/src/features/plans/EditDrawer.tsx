import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Input, InputNumber, Select } from 'antd'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { useRun } from '../../ui/run'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { MoneyInput } from '../catalog/MoneyInput'
import { useRoster } from '../visits/roster/queries'
import { DiffList } from './DiffList'
import { contentOf, draftOf, emptyDraft, paidPercent, withPaid, type Draft } from './draft'
import { Lines } from './Lines'
import { PLANS, keys, make, propose, quote, rewrite, type Item, type Plan, type Quote } from './queries'
import { Stairs } from './Stairs'

/** What is edited: a plan, or a new one in a set ('' = a set of its own). */
export interface Editing {
  patient: string
  set: string
  plan?: Plan
}

/** A plan being written, with its prices as one writes; of an accepted one another version. */
export function EditDrawer({ of, onClose }: { of: Editing | null; onClose: () => void }) {
  const { t } = useTranslation()
  const title = of?.plan ? t(of.plan.accepted_at > 0 ? 'plans.change' : 'plans.edit') : t('plans.new')
  return (
    <Drawer open={of !== null} title={title} size={920} onClose={onClose} destroyOnHidden>
      {of && <Editor of={of} onDone={onClose} />}
    </Drawer>
  )
}

/** What a draft comes to, as one writes; of an accepted plan its next version. */
export function useQuote(clinic: string, of: string, draft: Draft) {
  const content = useDeferredValue(useMemo(() => contentOf(draft), [draft]))
  return useQuery({ queryKey: keys.quote(clinic, of, content), queryFn: () => quote(clinic, of, content), placeholderData: keepPreviousData, retry: false, gcTime: 60_000 })
}

function Editor({ of: { patient, set, plan }, onDone }: { of: Editing; onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const { clinic, me } = useDesk()
  const run = useRun(PLANS, ['tasks'], ['approvals'])
  const { busy, fault, attempt } = useAttempt()
  const name = (i: Item) => (i18n.language === 'en' ? i.name_en : i.name_zh)
  const [draft, setDraft] = useState<Draft>(() => (plan ? draftOf(plan, name) : emptyDraft(me.staff?.may_do_licensed_acts ? me.id : '')))
  const [why, setWhy] = useState('')
  const at = plan?.clinic_id ?? clinic
  const agreed = plan !== undefined && plan.accepted_at > 0
  const priced = useQuote(at, agreed ? plan.id : '', draft)
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }))
  const save = () => void attempt(async () => {
    const body = contentOf(draft)
    const step = (): Promise<unknown> => (plan ? (agreed ? propose(plan, why.trim(), body) : rewrite(plan, body)) : make(at, patient, set, body))
    await run(step, () => ({ say: agreed ? t('plans.asked') : t('plans.saved') }))
    onDone()
  })
  const diff = agreed && !priced.isError ? (priced.data?.diff ?? []) : []
  return (
    <div className="tp-choice">
      {agreed && <p className="hint">{t('plans.change_hint')}</p>}
      <Head draft={draft} onChange={change} />
      <Lines draft={draft} patient={patient} clinic={at} quote={priced.data} onChange={change} />
      <div className="tp-below">
        <OfferFields draft={draft} onChange={change} />
        {priced.data && <Sum quote={priced.data} />}
      </div>
      <Input.TextArea rows={2} value={draft.note} maxLength={1000} placeholder={t('plans.note')} aria-label={t('plans.note')} onChange={(e) => change({ note: e.target.value })} />
      {priced.isError && <Fault error={priced.error} />}
      {agreed && diff.length > 0 && <section aria-label={t('planning.difference')}><h3 className="sub">{t('planning.difference')}</h3><DiffList diff={diff} /></section>}
      {agreed && <Input value={why} maxLength={400} placeholder={t('plans.why')} aria-label={t('plans.why')} onChange={(e) => setWhy(e.target.value)} />}
      {fault && <Fault error={fault} />}
      <div className="row"><Button type="primary" loading={busy} disabled={agreed && (!why.trim() || priced.isError)} onClick={save}>{agreed ? t('planning.send_change') : t('plans.save')}</Button><Button onClick={onDone}>{t('form.cancel')}</Button></div>
    </div>
  )
}

interface Fields {
  draft: Draft
  onChange: (part: Partial<Draft>) => void
}

/** What it is called, who treats, who speaks with the patient. */
function Head({ draft, onChange }: Fields) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const today = useWhen().today()
  const people = useRoster(clinic, today, today).data?.people ?? []
  const named = (letter: string) => people.filter((p) => p.who === letter).map((p) => ({ value: p.id, label: p.name }))
  return (
    <div className="row">
      <Input value={draft.title} maxLength={60} placeholder={t('plans.name')} aria-label={t('plans.name')} onChange={(e) => onChange({ title: e.target.value })} style={{ flex: 2, minWidth: 160 }} />
      <Select value={draft.doctor || null} allowClear placeholder={t('plans.doctor')} aria-label={t('plans.doctor')} onChange={(v?: string) => onChange({ doctor: v ?? '' })} style={{ flex: 1, minWidth: 120 }} options={named('D')} />
      <Select value={draft.coordinator || null} allowClear placeholder={t('plans.coordinator')} aria-label={t('plans.coordinator')} onChange={(v?: string) => onChange({ coordinator: v ?? '' })} style={{ flex: 1, minWidth: 120 }} options={named('T')} />
    </div>
  )
}

/** What is taken off the whole, in the order in which it is taken off. */
function OfferFields({ draft: { offer }, onChange }: Fields) {
  const { t } = useTranslation()
  const paid = paidPercent(offer)
  const put = (key: 'member' | 'coupon' | 'round', v: number | undefined) => {
    const { [key]: _, ...rest } = offer
    onChange({ offer: v ? { ...rest, [key]: v } : rest })
  }
  return (
    <div className="tp-offer">
      <label><span>{t('plans.member')}</span> <InputNumber value={(offer.member ?? 10000) / 100} min={1} max={100} suffix="%" aria-label={t('plans.member')} onChange={(v) => put('member', v && v < 100 ? Math.round(v * 100) : undefined)} /></label>
      {paid !== undefined && <label><span>{t('plans.plan_discount')}</span> <InputNumber value={paid} min={0} max={100} step={1} suffix="%" aria-label={t('plans.plan_discount')} onChange={(v) => onChange({ offer: withPaid(offer, v ?? 100) })} /></label>}
      <label><span>{t('planning.coupon')}</span> <MoneyInput label={t('planning.coupon')} {...(offer.coupon ? { value: offer.coupon } : {})} onChange={(v) => put('coupon', v)} /></label>
      <label><span>{t('plans.round')}</span> <Select value={offer.round ?? 0} aria-label={t('plans.round')} onChange={(v) => put('round', v)} options={[0, 10, 100, 1000, 10000].map((v) => ({ value: v, label: t(`planning.round.${v}`) }))} /></label>
    </div>
  )
}

/** What it comes to, step by step, and whether it needs somebody's word. */
export function Sum({ quote: { plan: p, limit } }: { quote: Quote }) {
  const { t } = useTranslation()
  return (
    <div>
      <Stairs plan={p} />
      {p.given_share > limit && <StatusTag tone="warn">{t('plans.over_limit', { percent: p.given_share / 100, limit: limit / 100 })}</StatusTag>}
    </div>
  )
}
