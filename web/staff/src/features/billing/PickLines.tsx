import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money'
import type { Bill } from './queries'

interface Props {
  value?: string[]
  onChange?: (lines: string[]) => void
  onPick?: (lines: string[]) => void
  bills: Bill[]
}

/** What of the open bills is paid now, line by line. One value of a form. */
export function PickLines({ value = [], onChange, onPick, bills }: Props) {
  const { t, i18n } = useTranslation()
  const open = bills.map((b) => ({ ...b, lines: b.lines.filter((l) => l.owed > 0) })).filter((b) => b.lines.length > 0)
  const put = (ids: string[], on: boolean) => {
    const next = on ? [...new Set([...value, ...ids])] : value.filter((x) => !ids.includes(x))
    onChange?.(next)
    onPick?.(next)
  }
  return (
    <ul className="bl-pick">
      {open.map((b) => {
        const ids = b.lines.map((l) => l.id)
        const on = ids.filter((x) => value.includes(x)).length
        return (
          <li key={b.id}>
            <Checkbox checked={on === ids.length} indeterminate={on > 0 && on < ids.length} onChange={(e) => put(ids, e.target.checked)}>{b.day} {t(`billing.bill.${b.kind}`)} <b><Money fen={b.owed} /></b></Checkbox>
            {b.lines.length > 1 && (
              <ul>
                {b.lines.map((l) => <li key={l.id}><Checkbox checked={value.includes(l.id)} onChange={(e) => put([l.id], e.target.checked)}>{i18n.language === 'en' ? l.name_en : l.name_zh} {l.site} <Money fen={l.owed} /></Checkbox></li>)}
              </ul>
            )}
          </li>
        )
      })}
    </ul>
  )
}
