import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Fault } from '../../ui/Fault'
import { Facts, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { keys, passport, type Message, type PassportOf, type Words } from './queries'
import { usePurposeName } from './words'

/** What the server says in several languages, in the one of the screen. */
const useSaid = () => {
  const { i18n } = useTranslation()
  return (w: Words) => (i18n.language === 'en' ? w.en || w.zh : w.zh)
}

/** Where a message comes from and on what it went: journey, step, arm, consent, text, account, and what the patient sees of it. */
export function Passport({ message: m }: { message: Message }) {
  const { t } = useTranslation()
  const found = useQuery({ queryKey: keys.passport(m.id), queryFn: () => passport(m.id) })
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />
  return found.data ? <Panel title={t('msg.pass.title')}><Pages message={m} pass={found.data} /></Panel> : null
}

function Pages({ message: m, pass: p }: { message: Message; pass: PassportOf }) {
  const { t } = useTranslation()
  const when = useWhen()
  const said = useSaid()
  const purpose = usePurposeName()
  const origin = said(p.origin)
  const node = said(p.node)
  return (
    <>
      {!origin && <p className="hint">{t('msg.pass.none', { purpose: purpose(m.purpose) })}</p>}
      <Facts rows={[
        [t('msg.pass.origin'), origin && <>{p.link ? <Link to={p.link}>{origin}</Link> : origin}{p.version > 0 && <> <small className="hint">{t('msg.pass.version', { n: p.version })}</small></>}</>],
        [t('msg.pass.node'), node && (p.seq > 0 ? t('msg.pass.node_n', { node, n: p.seq }) : node)], [t('msg.pass.entered'), when.full(p.entered_at)], [t('msg.pass.arm'), said(p.arm)],
        [t('msg.pass.consent'), p.consent && <>{t('msg.pass.consent_of', { at: when.full(p.consent.at), by: t(`msg.pass.by.${p.consent.by}`), means: t(`msg.pass.means.${p.consent.means}`) })}{p.withdrawn && <> <StatusTag tone="warn">{t('msg.pass.withdrawn')}</StatusTag></>}</>],
        [t('msg.pass.text'), p.text && t('msg.pass.text_rev', { key: p.text, n: p.text_revision })],
        [t('msg.pass.template'), p.template_revision > 0 ? <>{t('msg.pass.template_rev', { n: p.template_revision })}{p.template_changed_at > m.at && m.at > 0 && <> <small className="hint">{t('msg.pass.changed', { at: when.full(p.template_changed_at) })}</small></>}</> : ''],
        [t('msg.pass.account'), p.account], [t('msg.pass.door'), p.door && <a href={p.door} target="_blank" rel="noreferrer">{t('msg.pass.door_open')}</a>],
      ]} />
      {(p.leaves ?? []).length > 0 && (
        <>
          <h3 className="sub">{t('msg.pass.leaves')}</h3>
          <ul className="ms-leaves">{p.leaves?.map((l, i) => <li key={i}><StatusTag tone={l.held ? 'good' : 'plain'}>{t(l.held ? 'msg.pass.held' : 'msg.pass.not_held')}</StatusTag> {said(l.words)}{said(l.saw) && <small className="hint"> {said(l.saw)}</small>}</li>)}</ul>
        </>
      )}
    </>
  )
}
