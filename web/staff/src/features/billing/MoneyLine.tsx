import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { StatusTag } from '../../ui/StatusTag'
import { BILLING, keys, signal } from './queries'
import { signalText } from './signals'

/** The balance to speak about with a patient, wherever they are spoken to. Nothing where there is none; nothing is locked by it. */
export default function MoneyLine({ patient }: { patient: string }) {
  const { may } = useDesk()
  return may('billing.view') && patient !== '' ? <Line patient={patient} /> : null
}

function Line({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const found = useQuery({ queryKey: keys.signal(patient), queryFn: () => signal(patient), staleTime: 30_000 })
  useLiveQueries('billing', [...BILLING, 'signal'])
  const s = found.data
  if (!s || (s.state !== 'overdue' && s.state !== 'owed')) return null
  return (
    <Link to={`/patients/${patient}/money`} className="bl-line" title={t('billing.signal.help')}>
      <StatusTag tone={s.state === 'overdue' ? 'bad' : 'warn'} mark={<em aria-hidden>{t(`billing.signal.short.${s.state}`)} </em>}>{t('billing.signal.speak')}{t('app.colon')}{signalText(t, s)}</StatusTag>
    </Link>
  )
}
