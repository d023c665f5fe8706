import { Button, Input, InputNumber, Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../app/desk'
import type { PatientPage } from '../../patients/queries'
import { MOODS, REFERRALS, WISHES, type Contact, type Question, type Trial } from '../queries'
import { say } from '../words'
import { Picker } from './Picker'
import { QuestionField } from './QuestionField'
import type { Draft } from './draft'

interface Props {
  contact: Contact
  questions: Question[]
  draft: Draft
  trial: Trial | undefined
  page: PatientPage | undefined
  /** What is wrong with an answer, by question. */
  wrong: Record<string, string>
  onChange: (change: Partial<Draft>) => void
  onComplain: () => void
  onBook: () => void
}

/** What is asked, in its order, and what was heard besides. */
export function CallForm({ contact: c, questions, draft: d, trial, page, wrong, onChange, onComplain, onBook }: Props) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const stars = questions.some((q) => q.key === 'satisfaction')
  const content = Number(d.answers['satisfaction'] ?? 0) || d.satisfaction
  const options = <T extends string>(list: readonly T[], of: string) => list.map((value) => ({ value, label: t(`followup.${of}.${value}`) }))
  return (
    <div className="cd-form">
      <h3>{t('calls.questions')}</h3>
      {questions.map((q) => <QuestionField key={q.key} question={q} value={d.answers[q.key] ?? ''} wrong={wrong[q.key]} onChange={(v) => onChange({ answers: { ...d.answers, [q.key]: v } })} />)}
      <h3>{t('calls.besides')}</h3>
      {!stars && <Picker label={t('calls.satisfaction')} value={d.satisfaction ? String(d.satisfaction) : ''} options={['1', '2', '3', '4', '5'].map((n) => ({ value: n, label: n, key: '' }))} onChange={(v) => onChange({ satisfaction: Number(v) })} />}
      <Picker label={t('calls.mood')} value={d.mood as (typeof MOODS)[number] | ''} options={options(MOODS, 'mood')} onChange={(mood) => onChange({ mood })} />
      {(trial?.ask_referral || d.referral) && content >= 4 && (
        <div className="cd-prompt"><blockquote>{say(c.scripts['referral'])}</blockquote>
          <Picker label={t('calls.referral')} value={d.referral as (typeof REFERRALS)[number] | ''} options={options(REFERRALS, 'referral')} onChange={(referral) => onChange({ referral })} /></div>
      )}
      <Picker label={t('calls.wish')} value={d.wish as (typeof WISHES)[number] | ''} options={options(WISHES, 'wish')} onChange={(wish) => onChange({ wish })} />
      <div className="cd-q"><label className="cd-ask" htmlFor="cd-advice">{t('calls.advice')}</label><Input.TextArea id="cd-advice" data-stop="" autoSize={{ minRows: 1, maxRows: 4 }} maxLength={1000} value={d.advice} onChange={(e) => onChange({ advice: e.target.value })} /></div>
      <div className="cd-q"><label className="cd-ask" htmlFor="cd-note">{t('calls.note')}</label><Input.TextArea id="cd-note" data-stop="" autoSize={{ minRows: 1, maxRows: 4 }} maxLength={1000} value={d.note} onChange={(e) => onChange({ note: e.target.value })} /></div>
      {d.complaint !== null && (
        <div className="cd-complaint">
          <blockquote className="cd-calm">{say(c.scripts['anger'])}</blockquote>
          <label className="cd-ask" htmlFor="cd-complaint">{t('calls.complaint_words')}</label>
          <Input.TextArea id="cd-complaint" data-stop="" rows={3} maxLength={1000} value={d.complaint} onChange={(e) => onChange({ complaint: e.target.value })} />
          <div className="row"><small className="hint">{t('calls.complaint_help')}</small><Button size="small" onClick={() => onChange({ complaint: null })}>{t('calls.no_complaint')}</Button></div>
        </div>
      )}
      <div className="row cd-more">
        {may('visits.book') && <Button size="small" onClick={onBook}>{t('calls.book')} <kbd>B</kbd></Button>}
        {d.complaint === null && <Button size="small" onClick={onComplain}>{t('calls.complaint')} <kbd>C</kbd></Button>}
        {d.day === null && page && may('patients.change') && <Button size="small" onClick={() => onChange({ day: {} })}>{t('calls.special_day')}</Button>}
        {d.important === null && page && may('patients.change') && <Button size="small" onClick={() => onChange({ important: !page.patient.important })}>{t(page.patient.important ? 'patients.unmark' : 'patients.mark')}</Button>}
        <Checkbox checked={d.asksCalls ?? c.asks_calls} onChange={(e) => onChange({ asksCalls: e.target.checked === c.asks_calls ? null : e.target.checked })}>{t('calls.wants_calls')}</Checkbox>
      </div>
      {d.day && page && <SpecialDay contact={c} page={page} draft={d} onChange={onChange} />}
      {d.important !== null && page && (
        <div className="cd-q"><label className="cd-ask" htmlFor="cd-why">{t(d.important ? 'patients.mark' : 'patients.unmark')}</label>
          <div className="row"><Input id="cd-why" data-stop="" autoFocus maxLength={200} placeholder={t('patients.mark_reason')} value={d.why} onChange={(e) => onChange({ why: e.target.value })} style={{ flex: 1 }} /><Button size="small" onClick={() => onChange({ important: null, why: '' })}>{t('form.cancel')}</Button></div></div>
      )}
    </div>
  )
}

/** A birthday that was heard: added to those that are known. */
function SpecialDay({ contact: c, page, draft: d, onChange }: { contact: Contact; page: PatientPage; draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  const day = d.day ?? {}
  const set = (x: Partial<NonNullable<Draft['day']>>) => onChange({ day: { ...day, ...x } })
  return (
    <div className="cd-prompt">
      <blockquote>{say(c.scripts['special_day'])}</blockquote>
      {page.days.length > 0 && <p className="hint">{t('calls.known_days')} {page.days.map((x) => `${x.label || t(`patients.day.${x.kind}`)} ${t('patients.month_day', { month: x.month, day: x.day })}`).join(t('app.comma'))}</p>}
      <div className="row">
        <InputNumber data-stop="" autoFocus min={1} max={12} aria-label={t('patients.month')} suffix={t('patients.month')} value={day.month ?? null} onChange={(v) => set({ month: v ?? 0 })} style={{ width: 90 }} />
        <InputNumber data-stop="" min={1} max={31} aria-label={t('patients.day_of_month')} suffix={t('patients.day_of_month')} value={day.day ?? null} onChange={(v) => set({ day: v ?? 0 })} style={{ width: 90 }} />
        <Checkbox checked={day.lunar ?? false} onChange={(e) => set({ lunar: e.target.checked })}>{t('patients.lunar')}</Checkbox>
        <Button size="small" onClick={() => onChange({ day: null })}>{t('form.cancel')}</Button>
      </div>
    </div>
  )
}
