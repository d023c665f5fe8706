import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { BarList } from '../visits/figures/Bars'
import { Amounts } from './Amounts'
import { figures, keys } from './queries'
import { totals } from './sets'

/** How many photos and films were taken, by kind and by person; what they came to, for who may see the clinic's money. */
export default function ImagingFigures({ clinic, from, to }: { clinic: string; from: string; to: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const list = useQuery({ queryKey: keys.figures(clinic, from, to), queryFn: () => figures(clinic, from, to) })
  const rows = list.data ?? []
  const all = rows.reduce((n, r) => n + r.count, 0)
  const lines = (of: [string, number][], name: (key: string) => string) => of.map(([key, n]) => ({ key, name: name(key), n, share: n / all }))
  return (
    <Panel title={<>{t('imaging.figures')} <small>{all}</small></>}>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && all === 0 && <Empty text={t('imaging.empty')} />}
      {all > 0 && (
        <div className="fg-two">
          <BarList title={t('imaging.slot_label')} count={all} rows={lines(totals(rows, (r) => r.slot), (s) => t(`imaging.slot.${s}`))} />
          <BarList title={t('imaging.figures.who')} count={all} rows={lines(totals(rows, (r) => r.name), (n) => n || t('imaging.figures.nobody'))} />
        </div>
      )}
      {may('billing.see_all') && <Amounts clinic={clinic} from={from} to={to} />}
    </Panel>
  )
}
