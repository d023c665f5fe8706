import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../app/desk'
import { DayTimeInput } from '../../../ui/DayInput'
import { OUTCOMES, type Contact, type Outcome } from '../queries'
import type { Draft } from './draft'

interface Props {
  contact: Contact
  draft: Draft
  outcome: Outcome | ''
  /** What still keeps it from being recorded, in words. */
  missing: string
  busy: boolean
  onChange: (change: Partial<Draft>) => void
  onSave: () => void
}

/** What came of the call, what will follow from that, and on to the next. */
export function Finish({ contact: c, draft: d, outcome, missing, busy, onChange, onSave }: Props) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const follows = followsOf(outcome, c)
  return (
    <footer className="cd-finish">
      <div className="cd-picks" role="radiogroup" aria-label={t('calls.outcome')}>
        {OUTCOMES.map((o) => (
          <button key={o} type="button" role="radio" aria-checked={o === outcome} tabIndex={o === (outcome || 'reached') ? 0 : -1} {...(o === (outcome || 'reached') ? { 'data-stop': '' } : {})}
            onKeyDown={(e) => { const to = OUTCOMES[OUTCOMES.indexOf(o) + (e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : NaN)]; if (to) { e.preventDefault(); onChange({ outcome: to }); ((e.key === 'ArrowRight' ? e.currentTarget.nextElementSibling : e.currentTarget.previousElementSibling) as HTMLElement | null)?.focus() } }}
            onClick={() => onChange({ outcome: o })}>{t(`calls.outcome.${o}`)}{o === 'no_answer' && <kbd aria-hidden>N</kbd>}</button>
        ))}
      </div>
      {(outcome === 'call_back' || outcome === 'no_answer') && <DayTimeInput aria-label={t('calls.again_at')} placeholder={outcome === 'no_answer' ? t('calls.next_window') : t('calls.again_at')} value={d.again} onChange={(again) => onChange({ again })} width={170} />}
      <span className="cd-follows" role="status">{missing ? <b className="cd-wrong">{missing}</b> : follows && t(`calls.follows.${follows}`, { n: c.contact.attempts + 1 })}</span>
      {may('followup.call') && <Button type="primary" loading={busy} onClick={onSave}>{t('calls.save')} <kbd>Ctrl ↵</kbd></Button>}
    </footer>
  )
}

/** What an outcome will set in motion: its text is calls.follows.<it>. */
function followsOf(outcome: Outcome | '', c: Contact): string {
  switch (outcome) {
    case 'no_answer': return 'no_answer'
    case 'wrong_number': return 'wrong_number'
    case 'refused': return c.contact.layer === 'clinical' ? 'refused_care' : 'refused'
    default: return ''
  }
}
