import { DeleteOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Input, InputNumber, Select } from 'antd'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { useRun } from '../../ui/run'
import { StatusTag } from '../../ui/StatusTag'
import { MoneyInput } from '../catalog/MoneyInput'
import { items as catalogItems, keys as catalog, type Item as CatalogItem } from '../catalog/queries'
import { useDoctors } from '../visits/doctors'
import { contentOf, draftOf, emptyDraft, paidPercent, withPaid, type Draft, type DraftLine } from './draft'
import { PLANS, keys, make, propose, quote, rewrite, type Item, type Plan } from './queries'

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
    <Drawer open={of !== null} title={title} size={860} onClose={onClose} destroyOnHidden>
      {of && <Editor of={of} onDone={onClose} />}
    </Drawer>
  )
}

function Editor({ of: { patient, set, plan }, onDone }: { of: Editing; onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const { clinic, me } = useDesk()
  const doctors = useDoctors()
  const run = useRun(PLANS, ['tasks'])
  const { busy, fault, attempt } = useAttempt()
  const name = (i: Item | CatalogItem) => (i18n.language === 'en' ? i.name_en : i.name_zh)
  const [draft, setDraft] = useState<Draft>(() => (plan ? draftOf(plan, name) : emptyDraft(doctors.has(me.id) ? me.id : '')))
  const [why, setWhy] = useState('')
  const at = plan?.clinic_id ?? clinic
  const agreed = plan !== undefined && plan.accepted_at > 0
  const content = useDeferredValue(useMemo(() => contentOf(draft), [draft]))
  const priced = useQuery({ queryKey: keys.quote(at, agreed ? plan.id : '', content), queryFn: () => quote(at, agreed ? plan.id : '', content), placeholderData: keepPreviousData, retry: false })
  const list = useQuery({ queryKey: catalog.items(at, false), queryFn: () => catalogItems(at, false) })
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }))
  const line = (key: number, part: Partial<DraftLine>) => change({ lines: draft.lines.map((l) => (l.key === key ? { ...l, ...part } : l)) })
  const add = (id: string) => {
    const i = list.data?.find((x) => x.id === id)
    if (!i) return
    const key = Math.max(-1, ...draft.lines.map((l) => l.key)) + 1
    change({ lines: [...draft.lines, { key, id: '', catalog_id: id, name: name(i), teeth: i.teeth, contract: i.unit === 'course', site: '', quantity: 1, sessions: 0, reviews: undefined, shares: undefined, off: undefined, discount: {}, insured: false, note: '' }] })
  }
  const save = () => void attempt(async () => {
    const body = contentOf(draft)
    const step = (): Promise<unknown> => (plan ? (agreed ? propose(plan, why.trim(), body) : rewrite(plan, body)) : make(at, patient, set, body))
    await run(step, () => ({ say: agreed ? t('plans.asked') : t('plans.saved') }))
    onDone()
  })
  const paid = paidPercent(draft.offer)
  return (
    <div className="tp-choice">
      {agreed && <p className="hint">{t('plans.change_hint')}</p>}
      <div className="row">
        <Input value={draft.title} maxLength={60} placeholder={t('plans.name')} aria-label={t('plans.name')} onChange={(e) => change({ title: e.target.value })} style={{ flex: 2, minWidth: 160 }} />
        <Select value={draft.doctor || undefined} allowClear placeholder={t('plans.doctor')} aria-label={t('plans.doctor')} onChange={(v?: string) => change({ doctor: v ?? '' })} style={{ flex: 1, minWidth: 120 }}
          options={[...doctors].map(([value, label]) => ({ value, label }))} />
      </div>
      <Lines draft={draft} amounts={priced.data?.plan.items.map((i) => i.amount) ?? []} onLine={line} onRemove={(key) => change({ lines: draft.lines.filter((l) => l.key !== key) })} />
      <Select value={null} showSearch={{ optionFilterProp: 'label' }} loading={list.isPending} placeholder={t('plans.add_item')} aria-label={t('plans.add_item')} onChange={add}
        options={(list.data ?? []).filter((i) => i.has_price).map((i) => ({ value: i.id, label: `${i.code} ${name(i)} ¥${yuan(i.amount)}` }))} />
      <div className="row">
        {paid !== undefined && <label>{t('plans.plan_discount')} <InputNumber value={paid} min={0} max={100} step={1} onChange={(v) => change({ offer: withPaid(draft.offer, v ?? 100) })} style={{ width: 90 }} /> %</label>}
        <label>{t('plans.member')} <InputNumber value={(draft.offer.member ?? 10000) / 100} min={1} max={100} onChange={(v) => { const { member: _, ...rest } = draft.offer; change({ offer: v && v < 100 ? { ...rest, member: Math.round(v * 100) } : rest }) }} style={{ width: 90 }} /> %</label>
      </div>
      <Input.TextArea rows={2} value={draft.note} maxLength={1000} placeholder={t('plans.note')} aria-label={t('plans.note')} onChange={(e) => change({ note: e.target.value })} />
      {priced.data && <Sum plan={priced.data.plan} limit={priced.data.limit} />}
      {priced.isError && <Fault error={priced.error} />}
      {agreed && <Input value={why} maxLength={400} placeholder={t('plans.why')} aria-label={t('plans.why')} onChange={(e) => setWhy(e.target.value)} />}
      {fault && <Fault error={fault} />}
      <div className="row"><Button type="primary" loading={busy} disabled={agreed && !why.trim()} onClick={save}>{agreed ? t('plans.change') : t('plans.save')}</Button><Button onClick={onDone}>{t('form.cancel')}</Button></div>
    </div>
  )
}

function Sum({ plan: p, limit }: { plan: Plan; limit: number }) {
  const { t } = useTranslation()
  return (
    <p className="row">
      <span>{t('plans.list_amount')} <Money fen={p.list_amount} /></span>
      <b className="tp-sum">{t('plans.total')} ¥<Money fen={p.amount} /></b>
      {p.given_share > limit && <StatusTag tone="warn">{t('plans.over_limit', { percent: p.given_share / 100, limit: limit / 100 })}</StatusTag>}
    </p>
  )
}

interface LinesProps {
  draft: Draft
  /** What each line comes to, in their order. */
  amounts: readonly number[]
  onLine: (key: number, part: Partial<DraftLine>) => void
  onRemove: (key: number) => void
}

function Lines({ draft, amounts, onLine, onRemove }: LinesProps) {
  const { t } = useTranslation()
  if (draft.lines.length === 0) return null
  const counted = (l: DraftLine) => l.teeth === 'tooth' || l.teeth === 'quadrant' || l.teeth === 'arch'
  return (
    <div className="tp-choice">
      {draft.lines.map((l, n) => (
        <div key={l.key} className="tp-edit">
          <span className="tp-edit-name">{l.name}</span>
          {l.teeth === 'none' ? <span /> : <Input value={l.site} maxLength={400} placeholder={t('plans.site')} title={t('plans.site_hint')} aria-label={`${t('plans.site')} ${l.name}`} onChange={(e) => onLine(l.key, { site: e.target.value })} />}
          {counted(l) || l.contract ? <span /> : <InputNumber value={l.quantity} min={1} max={99} aria-label={`${t('plans.quantity')} ${l.name}`} onChange={(v) => onLine(l.key, { quantity: v ?? 1 })} style={{ width: '100%' }} />}
          {l.contract
            ? l.shares ? <InputNumber value={l.reviews ?? null} min={0} max={197} title={t('plans.reviews')} aria-label={`${t('plans.reviews')} ${l.name}`} onChange={(v) => onLine(l.key, { reviews: v ?? 0 })} style={{ width: '100%' }} /> : <span />
            : <InputNumber value={l.sessions > 1 ? l.sessions : null} min={1} max={20} placeholder={t('plans.sessions')} aria-label={`${t('plans.sessions')} ${l.name}`} onChange={(v) => onLine(l.key, { sessions: v ?? 0 })} style={{ width: '100%' }} />}
          <MoneyInput {...(l.off === undefined ? {} : { value: l.off })} onChange={(off) => onLine(l.key, { off, discount: {} })} />
          <Money fen={amounts[n] ?? 0} />
          <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('plans.diff.dropped')} ${l.name}`} onClick={() => onRemove(l.key)} />
        </div>
      ))}
    </div>
  )
}
