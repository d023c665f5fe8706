import { EyeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { answer } from '@archwire/api'
import { faultText } from '@archwire/i18n'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { asProblem } from '../../ui/attempt'
import { Facts, Panel } from '../../ui/Page'
import { useUndo } from '../../ui/Undo'
import { useWhen } from '../../ui/when'
import { useStaffName } from '../org/names'
import { CareTeam } from './CareTeam'
import { ContactsPanel } from './ContactsPanel'
import { DaysPanel } from './DaysPanel'
import { RelationsPanel } from './RelationsPanel'
import { SeenIn } from './SeenIn'
import { VisitsPanel } from './VisitsPanel'
import { keys, showIdentity, type PatientPage } from './queries'
import { useSourceName } from './words'

/** What one asks about a person first. */
export function Overview({ page }: { page: PatientPage }) {
  const { may } = useDesk()
  return (
    <div className="ov">
      <div>{may('visits.view') && <VisitsPanel patient={page.patient.id} />}<Basics page={page} /><DaysPanel page={page} /></div>
      <div><ContactsPanel page={page} /><CareTeam page={page} /></div>
      <div><RelationsPanel page={page} /><SeenIn page={page} /></div>
    </div>
  )
}

function Basics({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const when = useWhen()
  const source = useSourceName()
  const p = page.patient
  return (
    <Panel title={t('patients.basics')}>
      <Facts rows={[
        [t('patients.birth'), p.birth_day], [t('patients.id_number'), p.id_number ? <Identity page={page} /> : ''], [t('patients.source'), source(p.source)],
        [t('patients.introducer'), <Introducer page={page} />], [t('patients.wishes'), p.wishes], [t('patients.note'), p.note], [t('patients.address'), p.address],
        [t('patients.since'), when.day(p.created_at)],
      ]} />
    </Panel>
  )
}

function Identity({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const undo = useUndo()
  const [whole, setWhole] = useState('')
  const show = () => showIdentity(page.patient.id).then(setWhole, (e: unknown) => { const f = asProblem(e); undo.say(faultText(f.code, f.args)) })
  return <>{whole || page.patient.id_number}{!whole && page.urgent_until === 0 && may('patients.see_phone') && <Button type="text" size="small" icon={<EyeOutlined />} aria-label={t('patients.show_identity')} onClick={() => void show()} />}</>
}

/** Who brought them, with how many they brought. */
function Introducer({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const staff = useStaffName()
  const { introducer, id } = page.patient
  const card = useQuery({
    queryKey: [...keys.one(id), 'card'], enabled: introducer.kind === 'patient' && page.urgent_until === 0,
    queryFn: () => answer(api.GET('/api/v1/patients/{id}/card', { params: { path: { id } } })),
  })
  if (introducer.kind === '') return <span className="hint">{t('patients.introducer_none')}</span>
  if (introducer.kind === 'staff') return <>{t('patients.introducer.staff')} {staff(introducer.id ?? '')}</>
  if (introducer.kind === 'other') return <>{introducer.note}</>
  if (page.urgent_until > 0) return <span className="hint">{t('patients.out_of_sight')}</span>
  if (!card.data) return null
  const name = card.data.introducer_name
  return name
    ? <><Link to={`/patients/${introducer.id}`}>{name}</Link> {card.data.introducer_important && <span className="pm-star">★</span>} <small>{t('patients.brought', { n: card.data.introducer_brought })}</small></>
    : <span className="hint">{t('patients.out_of_sight')}</span>
}
