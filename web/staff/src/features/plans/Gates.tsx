import { Alert, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Problem } from '@archwire/api'
import { faultText } from '@archwire/i18n'

/** What stands between now and an execution; blocks: no reason goes over it. */
export interface Closed {
  missing: { gate: string; what: string[] }[]
  blocks: boolean
}

/** What the refusal "plans.gate_closes" tells. */
export function closedOf(p: Problem): Closed {
  const d = p.details as Partial<Closed> | undefined
  return { missing: d?.missing ?? [], blocks: d?.blocks ?? false }
}

interface Props {
  patient: string
  closed: Closed
  anyway: string
  onAnyway: (v: string) => void
  /** Somebody goes to where it is got. */
  onGo: () => void
}

/** What is missing, where it is got, and the reason to go on without it. */
export function Missing({ patient, closed, anyway, onAnyway, onGo }: Props) {
  const { t } = useTranslation()
  return (
    <Alert type={closed.blocks ? 'error' : 'warning'} showIcon role="alert" title={faultText('plans.gate_closes', {})} description={
      <>
        <ul className="ls">{closed.missing.map((m) => (
          <li key={m.gate}>
            <span>{t('plans.gate_missing', { what: t(`plans.gate.${m.gate}`) })}</span> {m.what.map((w) => t(w)).join(' · ')}{' '}
            {m.gate === 'records' && <Link to={`/patients/${patient}/imaging`} onClick={onGo}>{t('planning.to_images')}</Link>}
          </li>
        ))}</ul>
        {!closed.blocks && <Input value={anyway} maxLength={400} placeholder={t('plans.gate_anyway')} aria-label={t('plans.gate_anyway')} onChange={(e) => onAnyway(e.target.value)} />}
      </>} />
  )
}
