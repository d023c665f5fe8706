import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ageOn } from '@archwire/domain'
import { useWhen } from '../../ui/when'
import { PersonMarks } from './PersonLine'
import type { Duplicate } from './queries'

/** Records that a person may be, with the reason. */
export function DuplicateList({ list, onOpen }: { list: Duplicate[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const { today } = useWhen()
  return (
    <ul className="dup">
      {list.map(({ patient: p, why }) => (
        <li key={p.id}>
          <div><b>{p.name}</b> <PersonMarks hit={{ ...p, age: ageOn(p.birth_day, today()) }} /><br /><small>{p.record_no} · {p.phone} · {t(`patients.likeness.${why}`)}</small></div>
          <Button size="small" onClick={() => onOpen(p.id)}>{t('patients.open')}</Button>
        </li>
      ))}
    </ul>
  )
}
