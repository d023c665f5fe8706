import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { Fault } from '../../ui/Fault'
import { Money } from '../../ui/Money'
import { StatusTag } from '../../ui/StatusTag'
import { clearing, deskKeys, type Clearing } from './deskQueries'

/** What this clinic and the others of the group owe each other of a month "2026-11", tied to the journal. */
export function ClearingSection({ clinic, month }: { clinic: string; month: string }) {
  const { t } = useTranslation()
  const read = useQuery({ queryKey: deskKeys.clearing(clinic, month), queryFn: () => clearing(clinic, month), enabled: clinic !== '' })
  return (
    <section aria-label={t('billing.clearing')}>
      <h2 className="sub">{t('billing.clearing')} <span className="num">{month}</span></h2>
      <p className="hint">{t('billing.clearing.lead')}</p>
      {read.isError && <Fault error={read.error} onRetry={() => void read.refetch()} />}
      {read.data && (read.data.pairs.length === 0 ? <p className="hint">{t('billing.clearing.none')}</p> : <Pairs of={read.data} />)}
    </section>
  )
}

function Pairs({ of: c }: { of: Clearing }) {
  const { t } = useTranslation()
  return (
    <>
      <table className="bl-table bl-full">
        <thead><tr><th scope="col">{t('billing.clearing.other')}</th><th scope="col" className="r">{t('billing.clearing.due')}</th><th scope="col" className="r">{t('billing.clearing.gift')}</th><th scope="col" className="r">{t('billing.clearing.owes')}</th><th scope="col" className="r">{t('billing.clearing.gift')}</th><th scope="col" className="r">{t('billing.clearing.net')}</th></tr></thead>
        <tbody>
          {c.pairs.map((p) => (
            <tr key={p.clinic_id}>
              <th scope="row">{p.name}</th><td className="r"><Money fen={p.due} /></td><td className="r"><Money fen={p.due_gift} /></td>
              <td className="r"><Money fen={p.owes} /></td><td className="r"><Money fen={p.owes_gift} /></td><td className="r"><b><Money fen={p.net} /></b></td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="bl-tie">
        {t('billing.clearing.tie')}：<span className="num">{yuan(c.net)} = {yuan(c.charged)} − {signed(c.owed)} − {signed(c.received)} + {signed(c.prepaid)} − {signed(c.gifts_used)}</span>{' '}
        {c.unexplained === 0 ? <StatusTag tone="good">{t('billing.tied')}</StatusTag> : <StatusTag tone="bad">{t('billing.untied', { amount: yuan(c.unexplained) })}</StatusTag>}
      </p>
    </>
  )
}

const signed = (fen: number): string => (fen < 0 ? `(${yuan(fen)})` : yuan(fen))
