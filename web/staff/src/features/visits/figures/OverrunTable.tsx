import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../../ui/Empty'
import { Panel } from '../../../ui/Page'
import { Bar } from './Bars'
import { percent, signed } from './numbers'
import type { Overruns } from './queries'

const COLUMNS = ['visits', 'mean_minutes', 'mean_late_minutes', 'over', 'rate'] as const
type Column = (typeof COLUMNS)[number]
/** What a telephone has room for. */
const SMALL: readonly Column[] = ['visits', 'mean_minutes', 'rate']

/** How treated visits ran against their plan, a row for each kind or doctor; a click on a title puts its largest first. */
export function OverrunTable({ title, first, rows, name }: { title: string; first: string; rows: readonly Overruns[]; name: (o: Overruns) => ReactNode }) {
  const { t } = useTranslation()
  const [by, setBy] = useState<Column>('visits')
  const sorted = [...rows].sort((a, b) => b[by] - a[by])
  const most = Math.max(0, ...rows.map((o) => o.rate))
  return (
    <Panel title={<>{title} <small>{rows.length}</small></>}>
      {rows.length === 0 ? <Empty text={t('figures.none_treated')} /> : (
        <table className="fg-table">
          <thead>
            <tr>
              <th scope="col">{first}</th>
              {COLUMNS.map((c) => <th key={c} scope="col" className={SMALL.includes(c) ? 'num' : 'num fg-n'} aria-sort={c === by ? 'descending' : 'none'}><button type="button" onClick={() => setBy(c)}>{t(`figures.column.${c}`)}</button></th>)}
              <td className="fg-at" />
            </tr>
          </thead>
          <tbody>
            {sorted.map((o) => (
              <tr key={o.key}>
                <th scope="row">{name(o)}</th>
                <td className="num">{o.visits}</td><td className="num">{signed(o.mean_minutes)}</td><td className="num fg-n">{o.mean_late_minutes.toFixed(1)}</td>
                <td className="num fg-n">{o.over}</td><td className="num">{percent(o.rate)}</td>
                <td className="fg-at"><Bar share={o.rate} most={most} tone="warn" /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
