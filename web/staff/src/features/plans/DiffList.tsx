import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { StatusTag } from '../../ui/StatusTag'
import { useChange, type Difference } from './queries'
import './plans.css'

/** What two versions of a plan have differently, line by line. */
export function DiffList({ diff }: { diff: readonly Difference[] }) {
  const { t, i18n } = useTranslation()
  const shown = (name: string, v: string) => (name === 'price' || name === 'net' ? yuan(Number(v)) : v || '—')
  return (
    <ul className="tp-diff">{diff.map((d, n) => (
      <li key={n}>
        <span><StatusTag tone={d.sort === 'added' ? 'good' : d.sort === 'dropped' ? 'bad' : 'plain'}>{t(`plans.diff.${d.sort}`)}</StatusTag> {i18n.language === 'en' ? d.name_en : d.name_zh}{' '}
          {d.fields.map((f) => <small key={f.name}>{t(`plans.field.${f.name}`)} <del>{shown(f.name, f.before)}</del> → <ins>{shown(f.name, f.after)}</ins> </small>)}</span>
        <small className="num"><del>{yuan(d.before)}</del> → <ins>{yuan(d.after)}</ins></small>
      </li>))}</ul>
  )
}

/** The difference of a version that was asked for, beside the decision about it. */
export default function ChangeDiff({ change }: { change: string }) {
  const one = useChange(change)
  return one.data ? <DiffList diff={one.data.diff} /> : null
}
