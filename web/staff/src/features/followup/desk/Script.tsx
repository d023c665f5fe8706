import { useTranslation } from 'react-i18next'
import { useWhen } from '../../../ui/when'
import { LevelTag } from '../LevelTag'
import { answered, say } from '../words'
import { useQuestions, type Contact, type Trial } from '../queries'

/** What to say, what for, and what was said before. */
export function Script({ contact: c, mood, trial }: { contact: Contact; mood: string; trial: Trial | undefined }) {
  const { t } = useTranslation()
  const when = useWhen()
  const level = trial?.level ?? 'green'
  const questions = useQuestions()
  const before = (c.before ?? []).slice(0, 3)
  return (
    <aside className="cd-script" aria-label={t('calls.script')}>
      {mood === 'angry' && <blockquote className="cd-calm">{say(c.scripts['anger'])}</blockquote>}
      {level === 'amber' && <blockquote className="cd-amber">{say(c.scripts['amber'])}</blockquote>}
      {level === 'red' && <blockquote className="cd-red">{t('calls.say_red', { doctor: c.contact.doctor || t('calls.a_doctor'), at: when.clock(trial!.due_at) })}</blockquote>}
      {(c.says ?? []).length > 0 && <h3>{t('calls.script')}</h3>}
      {(c.says ?? []).map((w, n) => <blockquote key={n}>{say(w)}</blockquote>)}
      {(c.goals ?? []).length > 0 && <><h3>{t('calls.goals')}</h3><ul>{c.goals.map((g, n) => <li key={n}>{say(g)}</li>)}</ul></>}
      {before.length > 0 && <h3>{t('calls.before')}</h3>}
      {before.map((r) => (
        <div key={r.id} className="cd-before">
          <p><LevelTag level={r.level} /> {when.full(r.at).slice(5)} {r.by || t('calls.by_form')}</p>
          {(r.spoke ?? []).length > 0 && <p>{r.spoke.map((s) => say(s.words)).join(t('app.semicolon'))}</p>}
          <p>{answered(questions, r.answers).filter((a) => a.key !== 'note').slice(0, 5).map((a) => `${short(a.asked)} ${a.text}`).join(t('app.semicolon'))}</p>
          {r.note && <p>{r.note}</p>}
        </div>
      ))}
    </aside>
  )
}

/** A question without what explains how to answer it. */
const short = (asked: string): string => asked.replace(/[（(].*$/, '')
