import { LeftOutlined, PrinterOutlined, RightOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { addDays } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { Waiting } from '../../../app/Waiting'
import { Empty } from '../../../ui/Empty'
import { Fault } from '../../../ui/Fault'
import { Page } from '../../../ui/Page'
import { paperAt, showPaper } from '../../../ui/paper'
import { useWhen } from '../../../ui/when'
import { keys, week, type WeekRow } from '../queries'
import { part } from './share'
import './week.css'

const COUNTS = ['amber', 'red', 'complaints', 'booked', 'referrals'] as const

/** A clinic's week per caller: what was due, done, in time, and what came of it. */
export default function WeekPage() {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const [params, setParams] = useSearchParams()
  const day = params.get('day') ?? ''
  const w = useQuery({ queryKey: keys.week(clinic, day), queryFn: () => week(clinic, day), enabled: clinic !== '', placeholderData: keepPreviousData })
  const to = (by: number) => { if (w.data) setParams({ day: addDays(w.data.first_day, by) }, { replace: true }) }
  const rows = w.data?.rows ?? []
  return (
    <Page title={t('calls.week')} lead={w.data ? `${w.data.first_day} – ${w.data.last_day}` : ''} actions={<>
      <Button icon={<LeftOutlined />} aria-label={t('calls.week_before')} disabled={!w.data} onClick={() => to(-7)} />
      <Button icon={<RightOutlined />} aria-label={t('calls.week_after')} disabled={!w.data || w.data.last_day >= when.today()} onClick={() => to(7)} />
      <Button icon={<PrinterOutlined />} disabled={!w.data} onClick={() => showPaper(paperAt('/followup/week/paper', { clinic_id: clinic, day: w.data!.first_day }))}>{t('calls.print')}</Button>
      <Link to="/calls">{t('calls.title')}</Link>
    </>}>
      {w.isPending && <Waiting />}
      {w.isError && <Fault error={w.error} onRetry={() => void w.refetch()} />}
      {w.data && rows.length === 0 && <Empty text={t('calls.week_empty')} />}
      {w.data && rows.length > 0 && (
        <div className="wk" tabIndex={0} role="region" aria-label={t('calls.week')}>
          <table>
            <thead><tr><th scope="col">{t('calls.caller')}</th>{['due', 'done', 'in_time', 'tried', 'reached', ...COUNTS].map((k) => <th key={k} scope="col">{t(`calls.col.${k}`)}</th>)}</tr></thead>
            <tbody>{rows.map((r) => <Row key={r.caller_id} row={r} name={r.caller_id ? r.name : t('calls.by_forms')} />)}</tbody>
            <tfoot><Row row={w.data.total} name={t('calls.sum')} /></tfoot>
          </table>
        </div>
      )}
      <p className="hint">{t('calls.week_help')}</p>
    </Page>
  )
}

function Row({ row: r, name }: { row: WeekRow; name: string }) {
  return (
    <tr>
      <th scope="row">{name}</th><td>{r.due}</td><td>{r.done}</td><Share n={r.in_time} of={r.done} /><td>{r.calls}</td><Share n={r.reached} of={r.calls} />
      {COUNTS.map((k) => <td key={k} className={k === 'red' && r.red > 0 ? 'wk-red' : ''}>{r[k] || <span className="wk-none">–</span>}</td>)}
    </tr>
  )
}

/** A part of a whole, as a number and a bar. */
function Share({ n, of }: { n: number; of: number }) {
  const p = part(n, of)
  return <td>{p < 0 ? <span className="wk-none">–</span> : <>{p}% <small>{n}</small><i className="wk-bar" style={{ width: `calc((100% - 24px) * ${p / 100})` }} aria-hidden /></>}</td>
}
