import { StarFilled, WarningFilled } from '@ant-design/icons'
import i18next from 'i18next'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import type { Hit } from './queries'

/** "女 · 12 岁"; what is not known is left out. */
export function sexAge(sex: Hit['sex'], age: number): string {
  return [sex === 'unknown' ? '' : i18next.t(`person.sex.${sex}`), age < 0 ? '' : i18next.t('person.age', { n: age })].filter(Boolean).join(' · ')
}

/** What must not be overlooked, in words and signs. */
export function PersonMarks({ hit }: { hit: Pick<Hit, 'sex' | 'age' | 'important' | 'alerts'> }) {
  return (
    <span className="pm">
      <span>{sexAge(hit.sex, hit.age)}</span>
      {hit.important && <StarFilled className="pm-star" aria-label={i18next.t('person.important')} />}
      {hit.alerts > 0 && <span className="pm-alert"><WarningFilled aria-hidden />{i18next.t('person.alerts')}</span>}
    </span>
  )
}

/** What tells two people of one name apart: telephone, number, visits, doctor, family. */
export function PersonDetail({ hit: h }: { hit: Hit }) {
  const { day } = useWhen()
  const staff = useStaffName()
  return <>{[
    h.phone, h.record_no, staff(h.doctor_id),
    h.last_visit_at ? i18next.t('person.last', { day: day(h.last_visit_at) }) : '',
    h.next_visit_at ? i18next.t('person.next', { day: day(h.next_visit_at) }) : '',
    h.household.length > 0 ? i18next.t('person.family', { names: h.household.slice(0, 3).join(i18next.t('app.comma')) }) : '',
  ].filter(Boolean).join(' · ')}</>
}
