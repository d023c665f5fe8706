import { WarningFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { useWhen } from '../../../ui/when'
import type { Contact, Trial } from '../queries'
import { say } from '../words'

/** What the answers come to while they are entered: the safety sentence before everything else where somebody may be in danger. */
export function Judgement({ trial, contact }: { trial: Trial | undefined; contact: Contact }) {
  const { t } = useTranslation()
  const when = useWhen()
  const level = trial?.level ?? 'green'
  const due = trial?.due_at ?? 0
  const day = when.day(due) === when.today() ? '' : `${when.day(due).slice(5)} `
  return (
    <div className="cd-judge" aria-live="assertive">
      {trial && level !== 'green' && (
        <div className={`cd-verdict cd-${level}`}>
          {level === 'red' && <p className="cd-safety"><WarningFilled aria-hidden /> {say(contact.safety)}</p>}
          <p><b>{t(`calls.level.${level}`)}</b> {(trial.spoke ?? []).filter((s, n, all) => all.findIndex((o) => say(o.words) === say(s.words)) === n).map((s) => say(s.words)).join(t('app.semicolon'))}</p>
          <p>{t(trial.on_call ? 'calls.will_on_call' : 'calls.will_doctor', { doctor: contact.contact.doctor || t('calls.a_doctor'), at: `${day}${when.clock(due)}` })}</p>
        </div>
      )}
    </div>
  )
}
