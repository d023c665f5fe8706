import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { Facts, Page, Panel } from '../../ui/Page'
import { Bar } from './Bar'
import { nodeOf } from './edit'
import type { Graph } from './graph'
import { JOURNEYS, useJourney, useStanding, type Shown, type Standing } from './queries'
import { sentence } from './sentence'
import { StateTag } from './StateTag'
import { useLoadedVocabulary } from './useLoadedVocabulary'
import './journeys.css'

/** What came of a journey: who is where, and how it ended. */
export default function ResultPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const one = useJourney(id)
  const stands = useStanding(id)
  useLiveQueries('journeys', JOURNEYS)
  const bad = one.error ?? stands.error
  if (bad) return <Page title=""><Fault error={bad} onRetry={() => { void one.refetch(); void stands.refetch() }} /></Page>
  if (!one.data || !stands.data) return <Waiting />
  return (
    <Page title={<><Link to="/journeys">{t('jny.title')}</Link> › {one.data.name}</>} actions={<StateTag journey={one.data} />}>
      <div className="jn-page"><Bar id={id} /><Numbers shown={one.data} standing={stands.data} /></div>
    </Page>
  )
}

function Numbers({ shown: s, standing: x }: { shown: Shown; standing: Standing }) {
  const { t } = useTranslation()
  const { words } = useLoadedVocabulary()
  const g = (s.versions.find((v) => v.number === s.number)?.graph ?? { nodes: [] }) as unknown as Graph
  const at = Object.entries(x.nodes ?? {}).sort((a, b) => b[1] - a[1])
  const name = (id: string) => { const n = nodeOf(g, id); return n ? n.name || (words ? sentence(n, words) : t(`journeys.node.${n.kind}`)) : id }
  return (
    <div className="jn-halves">
      <Panel title={t('jny.last_30')}>
        <Facts rows={[[t('jny.entered_n'), t('jny.people_n', { n: x.entered_30_days })], ...Object.entries(x.ended ?? {}).map(([k, n]) => [t(`journeys.ending.${k}`), t('jny.people_n', { n })] as const)]} />
      </Panel>
      <Panel title={t('jny.in_now', { n: x.in })}>
        {at.length === 0 ? <p className="hint">{t('jny.nobody_in')}</p> : <ul className="ls">{at.map(([id, n]) => <li key={id}><b>{n}</b> <span>{name(id)}</span></li>)}</ul>}
        {x.in_versions_before > 0 && <p className="hint">{t('jny.in_before', { n: x.in_versions_before })}</p>}
      </Panel>
    </div>
  )
}
