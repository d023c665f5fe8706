import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../../app/desk'
import { useWhen } from '../../../ui/when'
import { LevelTag } from '../LevelTag'
import { keys, tellings } from '../queries'
import { say } from '../words'

/** What somebody who comes on a day answered last, where it was not good, and what is to be asked in person. Read once for all who come. */
export default function Telling({ clinic, day, patient }: { clinic: string; day: string; patient: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const all = useQuery({ queryKey: keys.tellings(clinic, day), queryFn: () => tellings(clinic, day), enabled: may('followup.view'), staleTime: 60_000 })
  const x = all.data?.find((o) => o.patient_id === patient)
  if (!x) return null
  return (
    <>
      {x.level !== 'green' && <p><LevelTag level={x.level} /> <Link to={`/patients/${patient}/calls`}>{t('calls.last_abnormal', { day: when.day(x.at) })}</Link> {(x.spoke ?? []).map((s) => say(s.words)).join(t('app.semicolon'))}</p>}
      {(x.in_person ?? []).length > 0 && <p>{t('calls.in_person', { what: x.in_person.map(say).join(t('app.comma')) })}</p>}
    </>
  )
}
