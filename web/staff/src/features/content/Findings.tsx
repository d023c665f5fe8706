import { CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../ui/StatusTag'
import type { Finding } from './queries'

/** What is held against the words: what, why, by which law, and what to write instead. */
export function Findings({ list, pending = false }: { list: readonly Finding[]; pending?: boolean }) {
  const { t } = useTranslation()
  if (list.length === 0) return <p className="hint" role="status">{pending ? t('ct.judging') : t('ct.no_findings')}</p>
  return (
    <ul className="ct-findings" aria-label={t('ct.findings')}>
      {list.map((f, i) => (
        <li key={`${f.rule} ${f.field} ${f.at} ${i}`} className={`ct-${f.severity}`}>
          <b>{t(`content.lint.${f.rule}`)}</b>{' '}
          <StatusTag tone={f.severity === 'block' ? 'bad' : 'warn'} mark={f.severity === 'block' ? <CloseCircleFilled aria-hidden /> : <WarningFilled aria-hidden />}>{t(`content.severity.${f.severity}`)}</StatusTag>
          {f.quote && <q>{f.quote}</q>}
          <p>{t(`content.lint.${f.rule}.why`)}</p>
          <p>{t('ct.instead')}{t('app.colon')}{t(`content.lint.${f.rule}.instead`)}</p>
          <small className="hint">{t(`content.law.${f.law}`)}</small>
        </li>
      ))}
    </ul>
  )
}

/** How many forbid, and how many are to be looked at. */
export function FindingCount({ list }: { list: readonly Finding[] }) {
  const { t } = useTranslation()
  const blocked = list.filter((f) => f.severity === 'block').length
  if (blocked > 0) return <StatusTag tone="bad" mark={<CloseCircleFilled aria-hidden />}>{t('ct.blocked_n', { n: blocked })}</StatusTag>
  return list.length > 0 ? <StatusTag tone="warn" mark={<WarningFilled aria-hidden />}>{t('ct.warned_n', { n: list.length })}</StatusTag> : null
}
