import { EyeOutlined, StarFilled, StarOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { Suspense, lazy, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ageOn } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { asProblem } from '../../ui/attempt'
import { StatusTag } from '../../ui/StatusTag'
import { useUndo } from '../../ui/Undo'
import { useWhen } from '../../ui/when'
import { faultText } from '@archwire/i18n'
import { MarkDrawer } from './MarkDrawer'
import { sexAge } from './PersonLine'
import { TagLine } from './TagLine'
import { showNumber, type PatientPage } from './queries'

const MoneyLine = lazy(() => import('../billing/MoneyLine'))

/** Who it is, at one glance. */
export function Header({ page, actions }: { page: PatientPage; actions: ReactNode }) {
  const { t } = useTranslation()
  const { today } = useWhen()
  const { clinics } = useDesk()
  const p = page.patient
  const who = sexAge(p.sex, ageOn(p.birth_day, today()))
  const home = clinics.find((c) => c.id === p.home_clinic_id)?.short_name
  return (
    <header className="ph">
      <div className="ph-who">
        <h1>{p.name}</h1>
        <Important page={page} />
        {who && <span className="ph-fact">{who}</span>}
        <span className="ph-fact">{p.record_no}{page.old_numbers.length > 0 && <small title={t('patients.old_numbers')}> ({page.old_numbers.join(t('app.comma'))})</small>}</span>
        <Phone page={page} />
        {home && <span className="ph-fact">{home}</span>}
        {p.state !== 'active' && <StatusTag tone="bad">{t(`patients.state.${p.state}`)}</StatusTag>}
        {p.deceased_day && <StatusTag tone="plain">{t('patients.deceased', { day: p.deceased_day })}</StatusTag>}
      </div>
      <div className="row">{actions}</div>
      <div className="ph-more">
        <TagLine page={page} />
        <Suspense fallback={null}><MoneyLine patient={p.id} /></Suspense>
        {page.household.length > 0 && (
          <span>{t('patients.household')}{t('app.colon')}{page.household.map((o, i) => <span key={o.id}>{i > 0 && t('app.comma')}<Link to={`/patients/${o.id}`}>{o.name}</Link></span>)}</span>
        )}
      </div>
    </header>
  )
}

/** The number of the default contact; showing it whole is noted in the audit. */
function Phone({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const undo = useUndo()
  const [whole, setWhole] = useState('')
  const contact = page.contacts.find((c) => c.is_default) ?? page.contacts[0]
  if (!contact?.id) return null
  const show = () => showNumber(page.patient.id, contact.id!).then(setWhole, (e: unknown) => { const f = asProblem(e); undo.say(faultText(f.code, f.args)) })
  return (
    <span className="ph-fact">
      {whole ? <a href={`tel:${whole}`}>{whole}</a> : contact.number}
      {contact.whose && contact.whose !== 'self' && <small> {t(`patients.whose.${contact.whose}`)}</small>}
      {!whole && may('patients.see_phone') && <Tooltip title={t('patients.show_number')}><Button type="text" size="small" icon={<EyeOutlined />} aria-label={t('patients.show_number')} onClick={() => void show()} /></Tooltip>}
    </span>
  )
}

/** The mark of somebody to be treated with particular care; it has a reason. */
function Important({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const p = page.patient
  const [asking, setAsking] = useState(false)
  if (!may('patients.change')) return p.important ? <span className="ph-star" title={p.important_reason}><StarFilled aria-hidden />{t('patients.important')}</span> : null
  return (
    <>
      <Tooltip title={p.important ? p.important_reason : t('patients.mark')}>
        <Button type="text" size="small" className={p.important ? 'ph-star' : ''} icon={p.important ? <StarFilled /> : <StarOutlined />} aria-pressed={p.important} aria-label={t('patients.important')} onClick={() => setAsking(true)}>
          {p.important ? t('patients.important') : null}
        </Button>
      </Tooltip>
      <MarkDrawer open={asking} patient={p} onClose={() => setAsking(false)} />
    </>
  )
}
