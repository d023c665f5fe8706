import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Fault } from '../../ui/Fault'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { QuotedLines } from './QuotedLines'
import { shown } from './desk'
import { askedBill, deskKeys, type Asked } from './deskQueries'
import './billing.css'
import './desk.css'

const TONES: Record<Asked['state'], Tone> = { waiting: 'now', approved: 'good', refused: 'bad', withdrawn: 'plain' }

/** Bills that wait for somebody's word, or did not get it. Nothing of them is owed. */
export function AskedBills({ list, who }: { list: Asked[]; who?: (b: Asked) => string }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (list.length === 0) return null
  return (
    <section>
      <h2 className="sub">{t('billing.asked')}</h2>
      {list.map((b) => (
        <details key={b.id} className="bl-card" open={!who && b.state === 'waiting'}>
          <summary>
            <StatusTag tone={TONES[b.state]}>{t(`billing.asked.${b.state}`)}</StatusTag> {who && <b>{who(b)}</b>} {when.full(b.asked_at)} · {t('billing.discount')} {shown(b.share)}% · {t('billing.why')}{t('app.colon')}{b.why}
            {b.note && <> · {t('tasks.approval.note')}{t('app.colon')}{b.note}</>}
          </summary>
          <QuotedLines lines={b.lines} list={b.list} net={b.net} />
          {(who || b.state === 'waiting') && (
            <div className="row">
              {who && <Link to={`/patients/${b.patient_id}/money`}>{t('nav.patients')}{t('app.colon')}{who(b)}</Link>}
              {b.state === 'waiting' && <Link to="/tasks/approvals?view=asked">{t('tasks.approvals')}</Link>}
            </div>
          )}
        </details>
      ))}
    </section>
  )
}

/** The lines of a bill, for who decides about its discount. */
export default function AskedLines({ bill }: { bill: string }) {
  const asked = useQuery({ queryKey: deskKeys.asked(bill), queryFn: () => askedBill(bill) })
  if (asked.isError) return <Fault error={asked.error} onRetry={() => void asked.refetch()} />
  return asked.data ? <QuotedLines lines={asked.data.lines} list={asked.data.list} net={asked.data.net} /> : null
}
