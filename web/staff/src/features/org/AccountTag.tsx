import { useTranslation } from 'react-i18next'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import type { Staff } from './queries'

const TONE: Record<NonNullable<Staff['account']>['state'], Tone> = { active: 'good', invited: 'warn', closed: 'plain' }

/** How the account of a person stands, for those who manage staff. */
export function AccountTag({ person: p }: { person: Staff }) {
  const { t } = useTranslation()
  if (!p.account) return null
  return <span className="row"><StatusTag tone={TONE[p.account.state]}>{t(`org.account.${p.account.state}`)}</StatusTag>{p.account.has_factor && <small>{t('org.with_factor')}</small>}</span>
}
