import { WarningFilled } from '@ant-design/icons'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../../app/desk'
import { Waiting } from '../../../app/Waiting'
import { Panel } from '../../../ui/Page'
import { useWhen } from '../../../ui/when'
import { OutcomeForm } from '../../tasks/OutcomeForm'
import type { TaskFormProps } from '../../tasks/forms'
import { Who } from '../desk/Who'
import { LevelTag } from '../LevelTag'
import { seen, useContact, useQuestions } from '../queries'
import { answered, say } from '../words'
import { opened } from './opened'
import '../desk/desk.css'
import './digest.css'

/** What a patient answered that asks for a doctor's call: the worst first, the number, and what came of the call. */
export default function DoctorCall({ task, onDone }: TaskFormProps) {
  const { t } = useTranslation()
  const when = useWhen()
  const { me, may } = useDesk()
  const one = useContact(task.kind === 'followup.doctor_call' ? task.subject_id : '')
  const questions = useQuestions()
  const number = useRef<{ number: () => void }>(null)
  useEffect(() => { opened(me.id, task.id) }, [me.id, task.id])
  const last = one.data?.results?.at(-1)
  const fresh = last && last.seen_at === 0 && one.data?.contact.doctor_id === me.id && may('followup.results') ? last.id : ''
  useEffect(() => { if (fresh) void seen([fresh]).catch(() => {}) }, [fresh])
  if (one.isLoading) return <Waiting />
  const c = one.data
  return (
    <div className="dc">
      {c && last && (
        <>
          {last.level === 'red' && <p className="cd-verdict cd-red cd-safety"><WarningFilled aria-hidden /> {say(c.safety)}</p>}
          <p><LevelTag level={last.level} /> <span className="hint">{when.full(last.at)} · {last.by || t('calls.by_form')}</span></p>
          {(last.spoke ?? []).map((s) => <p key={s.rule + s.protocol} className={`cd-${s.level}`}>{say(s.words)}</p>)}
          <Who contact={c} keys={number} />
          <dl className="kv">{answered(questions, last.answers).map((a) => <div key={a.key}><dt>{a.asked}</dt><dd>{a.text}</dd></div>)}</dl>
          {last.note && last.note !== last.answers['note'] && <p>{last.note}</p>}
          {last.advice && <p className="hint">{t('calls.advice')}{t('app.colon')}{last.advice}</p>}
          <p><Link to={`/calls/${c.contact.id}?whose=all`}>{t('calls.whole')}</Link></p>
        </>
      )}
      <Panel title={t('calls.doctor_called')}><OutcomeForm task={task} onDone={onDone} words={(key) => t(`calls.doctor_outcome.${key}`, { defaultValue: '' })} /></Panel>
    </div>
  )
}
