import { DeleteOutlined, DownOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ClauseInput } from './ClauseInput'
import { AddClause } from './Rules'
import type { Protocol, Step, Vocabulary } from './queries'
import { after, asksOf, clauses, how, joined, questionOf, say, sentence, sorted } from './sentence'

interface Props {
  protocol: Protocol
  onChange: (steps: Step[]) => void
  words: Vocabulary
  writes: boolean
}

/** What is done when: one line per step in the order of time, opened to be changed. */
export function Steps({ protocol: p, onChange, words, writes }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState('')
  const steps = sorted(p.steps)
  const set = (s: Step) => onChange(p.steps.map((x) => (x.key === s.key ? s : x)))
  const add = () => {
    const last = Math.max(0, ...p.steps.map((s) => s.after.days ?? 0))
    let key = `d${last + 1}`
    for (let n = 2; p.steps.some((s) => s.key === key); n++) key = `d${last + 1}_${n}`
    onChange([...p.steps, { key, deed: 'contact', way: 'form', after: { days: last + 1 }, words: { zh: '', en: '' } }])
    setOpen(key)
  }
  return (
    <div className="pt-steps">
      {steps.map((s) => (
        <section key={s.key} className="pt-step">
          <button type="button" className="pt-line" aria-expanded={open === s.key} onClick={() => setOpen(open === s.key ? '' : s.key)}>
            {open === s.key ? <DownOutlined /> : <RightOutlined />}
            <b>{after(s)}</b>
            <span>{how(s)}{s.slot && s.slot !== 'own' && s.slot !== 'evening' ? ` · ${t(`followup.slot.${s.slot}`)}` : ''}{s.every ? ` · ${t('protocols.every', { n: s.every })}` : ''}</span>
            <small>{s.deed === 'contact' ? t('protocols.n_questions', { n: asksOf(p, s).length }) : say(s.words)}{s.when ? ` · ${t('protocols.if', { what: sentence(s.when, words) })}` : ''}{s.while ? ` · ${t('protocols.while', { what: sentence(s.while, words) })}` : ''}</small>
          </button>
          {open === s.key && <div className="pt-open">{writes ? <StepForm step={s} onChange={set} words={words} /> : <Told step={s} protocol={p} words={words} />}
            {writes && <div><Button size="small" danger type="text" icon={<DeleteOutlined />} onClick={() => { onChange(p.steps.filter((x) => x.key !== s.key)); setOpen('') }}>{t('protocols.drop_step')}</Button></div>}
          </div>}
        </section>
      ))}
      {writes && <div><Button size="small" type="dashed" icon={<PlusOutlined />} onClick={add}>{t('protocols.add_step')}</Button></div>}
    </div>
  )
}

type Unit = 'minutes' | 'hours' | 'days' | 'months'

function Offset({ value, onChange, label }: { value: Step['after'] | undefined; onChange: (o: Step['after']) => void; label: string }) {
  const { t } = useTranslation()
  const { minutes = 0, days = 0, months = 0 } = value ?? {}
  const unit: Unit = months ? 'months' : days || !minutes ? 'days' : minutes % 30 === 0 ? 'hours' : 'minutes'
  const n = months || days || (unit === 'hours' ? minutes / 60 : minutes)
  const to = (count: number, u: Unit) => onChange(u === 'hours' ? { minutes: Math.round(count * 60) } : { [u]: Math.round(count) })
  return (
    <span className="row">
      <InputNumber size="small" value={n} min={0} max={unit === 'months' ? 120 : unit === 'minutes' ? 1440 : unit === 'hours' ? 24 : 3650} step={unit === 'hours' ? 0.5 : 1} aria-label={label} style={{ width: 84 }} onChange={(x) => { if (x !== null) to(x, unit) }} />
      <Select size="small" value={unit} aria-label={`${label} ${t('protocols.unit_word')}`} style={{ width: 96 }} onChange={(u) => to(n, u)} options={(['minutes', 'hours', 'days', 'months'] as const).map((u) => ({ value: u, label: t(`protocols.offset.${u}`) }))} />
    </span>
  )
}

function StepForm({ step: s, onChange, words }: { step: Step; onChange: (s: Step) => void; words: Vocabulary }) {
  const { t } = useTranslation()
  const says = s.deed === 'message'
  const until = s.until && (s.until.minutes || s.until.days || s.until.months) ? s.until : undefined
  const questions = words.questions.map((q) => ({ value: q.key, label: say(q.words) }))
  const without = <K extends keyof Step>(k: K): Step => { const { [k]: _, ...rest } = s; return rest as Step }
  return (
    <div className="pt-fields">
      <Field label={t('protocols.when')}><Offset value={s.after} label={t('protocols.when')} onChange={(o) => onChange({ ...s, after: o })} /><small className="hint">{t('protocols.when_help')}</small></Field>
      {s.deed === 'contact' && <Field label={t('protocols.window')}><Select size="small" value={s.slot ?? ''} aria-label={t('protocols.window')} style={{ width: 190 }} onChange={(x) => onChange(x ? { ...s, slot: x } : without('slot'))} options={[
        { value: '', label: t('protocols.window_usual') }, ...['morning', 'afternoon', 'evening'].map((x) => ({ value: x, label: t(`followup.slot.${x}`) }))]} /></Field>}
      {s.deed === 'contact' && <Field label={t('protocols.way')}><Select size="small" value={s.way ?? ''} aria-label={t('protocols.way')} style={{ width: 190 }} onChange={(x) => onChange(x ? { ...s, way: x } : without('way'))} options={[
        { value: '', label: t('protocols.way_either') }, { value: 'call', label: t('followup.way.call') }, { value: 'form', label: t('followup.way.form') }]} /></Field>}
      <Field label={t('protocols.deadline')}>
        <Checkbox checked={!!until} onChange={(e) => onChange(e.target.checked ? { ...s, until: { ...s.after, ...(s.after.minutes ? { minutes: s.after.minutes + 30 } : {}) } } : without('until'))}>{t('protocols.deadline_own')}</Checkbox>
        {until ? <Offset value={until} label={t('protocols.deadline')} onChange={(o) => onChange({ ...s, until: o })} /> : <small className="hint">{t('protocols.deadline_usual')}</small>}
      </Field>
      <Field label={t('protocols.condition')}>
        {s.when && <ClauseInput value={s.when} words={words} label={t('protocols.condition')} onChange={(when) => onChange({ ...s, when })} />}
        <AddClause words={words} facts onAdd={(k) => onChange({ ...s, when: joined([...(s.when ? clauses(s.when) : []), { fact: k }]) })} />
        <AddClause2 words={words} onAdd={(k) => onChange({ ...s, when: joined([...(s.when ? clauses(s.when) : []), { not: { fact: k } }]) })} />
        {s.when && <Button size="small" type="text" onClick={() => onChange(without('when'))}>{t('protocols.no_condition')}</Button>}
      </Field>
      {s.deed === 'contact' && <>
        <Field label={t('protocols.own_questions')}>
          <Select size="small" mode="multiple" value={(s.asks ?? []).map((a) => a.question)} aria-label={t('protocols.own_questions')} className="pt-wide" showSearch={{ optionFilterProp: 'label' }} options={questions}
            onChange={(list: string[]) => onChange({ ...s, asks: list.map((question) => s.asks?.find((a) => a.question === question) ?? { question }) })} />
          <Checkbox checked={!!s.only} disabled={!s.asks?.length} onChange={(e) => onChange({ ...s, only: e.target.checked })}>{t('protocols.only')}</Checkbox>
        </Field>
        <Field label={t('protocols.scripts')}>
          <Select size="small" mode="multiple" value={s.say ?? []} aria-label={t('protocols.scripts')} className="pt-wide" onChange={(list: string[]) => onChange({ ...s, say: list })}
            options={Object.entries(words.scripts).map(([k, w]) => ({ value: k, label: say(w).slice(0, 28), title: say(w) }))} />
        </Field>
      </>}
      <Field label={t(says ? 'protocols.message' : 'protocols.own_words')}>
        <Input.TextArea size="small" rows={2} value={s.words.zh} maxLength={600} aria-label={t('protocols.own_words')} onChange={(e) => onChange({ ...s, words: { ...s.words, zh: e.target.value } })} />
        <Input.TextArea size="small" rows={2} value={s.words.en} maxLength={600} aria-label={t('protocols.own_words_en')} placeholder={t('protocols.own_words_en')} onChange={(e) => onChange({ ...s, words: { ...s.words, en: e.target.value } })} />
      </Field>
    </div>
  )
}

/** What a step asks and says, for who may not change it. */
function Told({ step: s, protocol, words }: { step: Step; protocol: Protocol; words: Vocabulary }) {
  return (
    <>
      <ul className="pt-told">{(s.deed === 'contact' ? asksOf(protocol, s) : []).map((k) => <li key={k}>{say(questionOf(words, k)?.words) || k}</li>)}</ul>
      {[...(s.say ?? []).map((k) => words.scripts[k]), s.words].map((w, i) => say(w) && <blockquote key={i} className="pt-quote">{say(w)}</blockquote>)}
    </>
  )
}

/** What must not be so. */
function AddClause2({ words, onAdd }: { words: Vocabulary; onAdd: (key: string) => void }) {
  const { t } = useTranslation()
  return <Select size="small" variant="borderless" className="pt-more" value={null} placeholder={t('protocols.add_not')} aria-label={t('protocols.add_not')} popupMatchSelectWidth={260} showSearch={{ optionFilterProp: 'label' }}
    onChange={(k: string | null) => { if (k) onAdd(k) }} options={words.facts.filter((k) => !['day', 'hours', 'turns_gap', 'wear_share'].includes(k)).map((k) => ({ value: k, label: t(`protocols.fact.${k}`) }))} />
}

export function Field({ label, children }: { label: string; children: ReactNode }) {
  return <div className="pt-field"><span className="pt-label">{label}</span><div className="pt-control">{children}</div></div>
}
