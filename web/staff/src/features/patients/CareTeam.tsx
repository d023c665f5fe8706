import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Facts, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { StaffSelect } from '../org/StaffSelect'
import { PARTS, keys, setCare, type Part, type PatientPage } from './queries'

/** Who looks after the person; a change is one choice and can be taken back. */
export function CareTeam({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const name = useStaffName()
  const when = useWhen()
  const id = page.patient.id
  const run = useRun(keys.one(id))
  const now = (part: Part) => page.care_team.find((c) => c.part === part && c.to_at === 0)?.staff_id ?? ''
  const before = page.care_team.filter((c) => c.to_at > 0)
  const give = (part: Part, staff: string) => {
    const old = now(part)
    void run(() => setCare(id, part, staff), () => ({ say: t('patients.care_changed', { part: t(`patients.part.${part}`), who: name(staff) || t('patients.nobody') }), back: () => setCare(id, part, old) }))
  }
  const editable = may('patients.change') && page.patient.state === 'active'
  return (
    <Panel title={t('patients.care_team')}>
      <Facts rows={PARTS.map((part) => [t(`patients.part.${part}`), editable
        ? <StaffSelect label={t(`patients.part.${part}`)} {...(now(part) ? { value: now(part) } : {})} onChange={(s) => give(part, s ?? '')} />
        : name(now(part)) || t('patients.nobody')])} />
      {before.length > 0 && <p className="hint">{t('patients.before')}{t('app.colon')}{before.map((c) => `${t(`patients.part.${c.part}`)} ${name(c.staff_id)} ${when.day(c.from_at)} – ${when.day(c.to_at)}`).join(t('app.semicolon'))}</p>}
    </Panel>
  )
}
