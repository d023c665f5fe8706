import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { LevelTag } from '../LevelTag'
import { FOLLOWUP, seen, type Line } from '../queries'
import { outcomeText, say } from '../words'
import './digest.css'

/** Results of one's patients, the worst first; each says whether it was seen. */
export function DigestList({ lines, mine }: { lines: readonly Line[]; mine: boolean }) {
  const { t } = useTranslation()
  const when = useWhen()
  const run = useRun(FOLLOWUP)
  const unseen = lines.filter((x) => x.result && x.result.seen_at === 0).map((x) => x.result!.id)
  const mark = (ids: string[]) => void run(() => seen(ids), () => ({ say: t('calls.marked_seen', { n: ids.length }) })).catch(() => {})
  return (
    <div className="dg">
      {mine && unseen.length > 1 && <div><Button size="small" onClick={() => mark(unseen)}>{t('calls.see_all', { n: unseen.length })}</Button></div>}
      <ul className="dg-list">
        {lines.map((x) => {
          const r = x.result!
          const fresh = r.seen_at === 0
          return (
            <li key={x.id} className={fresh ? 'dg-new' : ''}>
              <LevelTag level={r.level} />
              <div>
                <p><Link to={`/patients/${x.patient_id}/calls`}><b>{x.patient.name}</b></Link> <small>{when.full(r.at).slice(5)} · {r.means === 'form' ? t('calls.by_form') : outcomeText(r.outcome)}{fresh ? ` · ${t('calls.unseen')}` : ''}</small></p>
                {(r.spoke ?? []).length > 0 && <p>{r.spoke.map((s) => say(s.words)).join(t('app.semicolon'))}</p>}
                {(r.note || r.advice) && <p><small>{[r.note, r.advice].filter(Boolean).join(' · ')}</small></p>}
              </div>
              {mine && fresh && <Button size="small" onClick={() => mark([r.id])}>{t('calls.see')}</Button>}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
