import { PrinterOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { addDays, yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { useLiveQueries } from '../../app/live'
import { DataTable } from '../../ui/DataTable'
import { DayInput } from '../../ui/DayInput'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { paperAt, showPaper } from '../../ui/paper'
import { useWhen } from '../../ui/when'
import { ClearingSection } from './ClearingSection'
import { StatementDrawer, type Stated } from './StatementDrawer'
import { TillDrawer } from './TillDrawer'
import { dayBook, deskKeys, type DayBook } from './deskQueries'
import { BILLING, overDesk } from './queries'
import './billing.css'
import './desk.css'

/** What a clinic's day came to, tied to the journal, with tills and statements; one page for the printer. */
export default function DayBookPage() {
  const { t } = useTranslation()
  const { clinic, clinics, may } = useDesk()
  const [params, setParams] = useSearchParams()
  const asked = params.get('day') ?? ''
  const book = useQuery({ queryKey: deskKeys.day(clinic, asked), queryFn: () => dayBook(clinic, asked), enabled: clinic !== '' })
  const [till, setTill] = useState<{ id: string; name: string } | null>(null)
  useLiveQueries('billing', BILLING)
  const show = (day: string) => setParams(day ? { day } : {}, { replace: true })
  const day = book.data?.day ?? asked
  return (
    <Page title={t('billing.day_book')} lead={<>{clinics.find((c) => c.id === clinic)?.name} {day} · {t('billing.day_book_lead')}</>} actions={
      <span className="row bl-noprint">
        <Button aria-label={t('billing.previous_day')} disabled={!day} onClick={() => show(addDays(day, -1))}>‹</Button>
        <DayInput value={day} onChange={show} width={140} aria-label={t('billing.day')} />
        <Button aria-label={t('billing.next_day')} disabled={!day} onClick={() => show(addDays(day, 1))}>›</Button>
        <Button disabled={!day} onClick={() => showPaper(paperAt('/billing/day/paper', { clinic_id: clinic, day }))}>{t('billing.print')}</Button>
      </span>
    }>
      {book.isPending && <Waiting />}
      {book.isError && <Fault error={book.error} onRetry={() => void book.refetch()} />}
      {book.data && <Book book={book.data} clinic={clinic} onTill={may('billing.close') ? setTill : undefined} />}
      <TillDrawer open={till !== null} clinic={clinic} {...(till ? { cashier: till } : {})} onClose={() => setTill(null)} />
    </Page>
  )
}

function Book({ book: b, clinic, onTill }: { book: DayBook; clinic: string; onTill: ((who: { id: string; name: string }) => void) | undefined }) {
  const { t } = useTranslation()
  return (
    <div className="bl bl-day">
      <div className="bl-sums">
        <Sum title={t('billing.charged_sum')} fen={b.charged} rows={[['billing.charged_desk', b.charged_desk], ['billing.charged_executed', b.charged_executed], ['billing.taken_back_sum', -b.credited]]} />
        <Sum title={t('billing.received_sum')} fen={b.received} rows={[['billing.money_in', b.money_in], ['billing.refunded_sum', -b.refunded], ['billing.voided_sum', -b.voided]]} />
        <Sum title={t('billing.prepaid_change')} fen={b.prepaid} rows={[['billing.owed_change', b.owed], ['billing.gifts_used', b.gifts_used]]} />
      </div>
      <p className="bl-tie">
        {t('billing.tie')}{t('app.colon')}<span className="num">{yuan(b.received)} = {yuan(b.charged)} − {signed(b.owed)} − {yuan(b.gifts_used)} + {signed(b.prepaid)}</span>{' '}
        {b.unexplained === 0 ? <StatusTag tone="good">{t('billing.tied')}</StatusTag> : <StatusTag tone="bad">{t('billing.untied', { amount: yuan(b.unexplained) })}</StatusTag>}
      </p>
      {b.pots.length > 0 && (
        <table className="bl-table bl-full">
          <thead><tr><th>{t('billing.pot')}</th>{(['in', 'used', 'back', 'out', 'net'] as const).map((k) => <th key={k} className="r">{t(`billing.pot_${k}`)}</th>)}</tr></thead>
          <tbody>{b.pots.map((p) => <tr key={p.pot}><th>{t(`billing.pot.${p.pot}`)}</th>{(['in', 'used', 'back', 'out', 'net'] as const).map((k) => <td key={k} className="r"><Money fen={p[k]} /></td>)}</tr>)}</tbody>
        </table>
      )}
      <ByMeans book={b} clinic={clinic} />
      <Tills book={b} onTill={onTill} />
      <ClearingSection clinic={clinic} month={b.day.slice(0, 7)} />
    </div>
  )
}

const signed = (fen: number): string => (fen < 0 ? `(${yuan(fen)})` : yuan(fen))

function Sum({ title, fen, rows }: { title: ReactNode; fen: number; rows: [string, number][] }) {
  const { t } = useTranslation()
  return (
    <dl className="bl-stairs bl-card">
      {rows.map(([word, amount]) => <div key={word}><dt>{t(word)}</dt><dd><Money fen={amount} /></dd></div>)}
      <div className="net"><dt>{title}</dt><dd><Money fen={fen} /></dd></div>
    </dl>
  )
}

/** The books by means, beside what tills counted and what banks and platforms say. */
function ByMeans({ book, clinic }: { book: DayBook; clinic: string }) {
  const { t } = useTranslation()
  const [noting, setNoting] = useState<Stated | null>(null)
  if (book.counts.length === 0) return <p className="hint">{t('billing.no_moves')}</p>
  const said = new Map<string, DayBook['statements'][number]>(book.statements.map((s) => [s.means, s]))
  return (
    <section>
      <h2 className="sub">{t('billing.means')}</h2>
      <table className="bl-table bl-full">
        <thead><tr><th>{t('billing.means')}</th><th className="r">{t('billing.money_in')}</th><th className="r">{t('billing.refunded_sum')}</th><th className="r">{t('billing.booked')}</th><th className="r">{t('billing.tills_counted')}</th><th className="r">{t('billing.stated')}</th><th className="r">{t('billing.difference')}</th><th className="bl-noprint" /></tr></thead>
        <tbody>
          {book.counts.map((c) => {
            const s = said.get(c.means)
            const off = s ? s.stated - c.expected : 0
            const means = c.means !== 'cash' && overDesk(c.means) ? c.means : undefined
            return (
              <tr key={c.means}>
                <th>{t(`billing.means.${c.means}`)}</th><td className="r"><Money fen={c.received} /></td><td className="r"><Money fen={c.given_back} /></td><td className="r"><b><Money fen={c.expected} /></b></td>
                <td className="r"><Money fen={c.counted} /></td><td className="r">{s ? <Money fen={s.stated} /> : '–'}</td>
                <td className="r">{s && <b className={off === 0 ? 'bl-good' : 'bl-bad'}><Money fen={off} /></b>}{s?.reason && <small> {s.reason}</small>}</td>
                <td className="r bl-noprint">{means && <Button size="small" type="text" aria-label={`${t('billing.note_statement')} ${t(`billing.means.${c.means}`)}`} onClick={() => setNoting({ means, booked: c.expected, ...(s ? { stated: s.stated } : {}) })}>{t('billing.note_statement')}</Button>}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <StatementDrawer of={noting} clinic={clinic} day={book.day} onClose={() => setNoting(null)} />
    </section>
  )
}

function Tills({ book, onTill }: { book: DayBook; onTill: ((who: { id: string; name: string }) => void) | undefined }) {
  const { t } = useTranslation()
  const when = useWhen()
  return (
    <section>
      <h2 className="sub">{t('billing.closings')}</h2>
      <DataTable rows={book.closings.map((c) => ({ ...c.closing, name: c.name }))} rowKey="id" empty={t('billing.no_closings')} columns={[
        { title: t('billing.cashier'), render: (_, c) => <>{c.name} <small>{when.full(c.closed_at)}</small></> },
        { title: t('billing.entries'), width: 80, align: 'right', dataIndex: 'entries' },
        { title: t('billing.expected'), width: 130, align: 'right', render: (_, c) => <Money fen={c.counts.reduce((s, n) => s + n.expected, 0)} /> },
        { title: t('billing.difference'), width: 200, align: 'right', render: (_, c) => <><b className={c.difference === 0 ? 'bl-good' : 'bl-bad'}><Money fen={c.difference} /></b>{c.reason && <small> {c.reason}</small>}</> },
        ...(onTill ? [{ title: '', width: 60, render: (_: unknown, c: { id: string; name: string }) => <Button className="bl-noprint" size="small" type="text" icon={<PrinterOutlined />} aria-label={`${t('billing.closing')} ${c.name} ${t('billing.print')}`} onClick={() => showPaper(paperAt(`/billing/closings/${c.id}/paper`))} /> }] : []),
      ]} />
      {book.open.length > 0 && (
        <p className="row bl-open"><b>{t('billing.open_tills')}{t('app.colon')}</b>{book.open.map((o) => (onTill ? <Button key={o.id} size="small" onClick={() => onTill(o)}>{t('billing.close_for', { name: o.name })}</Button> : <span key={o.id}>{o.name}</span>))}</p>
      )}
    </section>
  )
}
