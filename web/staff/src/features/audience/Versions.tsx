import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { RuleWords } from './RuleWords'
import type { Detail } from './queries'

/** The rules that a segment has and had, the latest first. */
export function Versions({ s }: { s: Detail }) {
  const { t } = useTranslation()
  const when = useWhen()
  return (
    <div className="au-versions">
      {s.versions.map((v) => (
        <section key={v.number} className="pn">
          <header><h2>{t('segments.version_n', { n: v.number })}</h2><StatusTag tone={v.live ? 'good' : 'plain'}>{t(v.live ? 'segments.version_live' : v.live_at ? 'segments.version_old' : 'segments.version_draft')}</StatusTag></header>
          <RuleWords rule={v.rule} />
          <small className="hint">{t('segments.version_at', { at: when.full(v.live_at || v.made_at), by: v.made_by })}</small>
        </section>
      ))}
    </div>
  )
}
