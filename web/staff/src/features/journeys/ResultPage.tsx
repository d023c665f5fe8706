import { CheckOutlined, CloseOutlined, MinusOutlined, QuestionOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Facts, Page, Panel } from '../../ui/Page'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { Bar } from './Bar'
import { bounds, figure, verdict } from './effect'
import { nodeOf } from './edit'
import type { Graph } from './graph'
import { JOURNEYS, useEffects, useJourney, useStanding, type Shown, type Standing, type Trial } from './queries'
import { sentence } from './sentence'
import { StateTag } from './StateTag'
import { useLoadedVocabulary } from './useLoadedVocabulary'
import './journeys.css'

/** What came of a journey: who is where, how it ended, and what it was worth. */
export default function ResultPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const one = useJourney(id)
  const stands = useStanding(id)
  const effects = useEffects(id)
  useLiveQueries('journeys', JOURNEYS)
  const bad = one.error ?? stands.error ?? effects.error
  if (bad) return <Page title=""><Fault error={bad} onRetry={() => { void one.refetch(); void stands.refetch(); void effects.refetch() }} /></Page>
  if (!one.data || !stands.data || !effects.data) return <Waiting />
  return (
    <Page title={<><Link to="/journeys">{t('jny.title')}</Link> › {one.data.name}</>} actions={<StateTag journey={one.data} />}>
      <div className="jn-page"><Bar id={id} /><Numbers shown={one.data} standing={stands.data} /><Effects list={effects.data} /></div>
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

const LOOKS: Record<Trial['verdict'], [Tone, ReactNode]> = { unknown: ['plain', <QuestionOutlined key="m" aria-hidden />], helps: ['good', <CheckOutlined key="m" aria-hidden />], harms: ['bad', <CloseOutlined key="m" aria-hidden />], little: ['plain', <MinusOutlined key="m" aria-hidden />] }

function Effects({ list }: { list: Trial[] }) {
  const { t } = useTranslation()
  if (list.length === 0) return <Panel title={t('jny.effect')}><p className="hint">{t('jny.no_experiment')}</p></Panel>
  const rows = list.map((x, i) => ({ ...x, id: `${x.node}/${x.result}/${x.with}/${i}` }))
  return (
    <Panel title={t('jny.effect')}>
      <p className="hint">{t('jny.effect_help')}</p>
      <DataTable rows={rows} rowKey="id" columns={[
        { title: t('jny.by_what'), width: 190, render: (_, x) => <>{t(`jny.result.${x.result}`)}<br /><small className="hint">{t('jny.within_days', { n: x.days })}</small></> },
        { title: t('jny.with'), width: 120, align: 'right', render: (_, x) => <>{figure(x, x.mean_with)}<br /><small className="hint">{t('jny.people_n', { n: x.people_with })}</small></> },
        { title: t('jny.without'), width: 120, align: 'right', render: (_, x) => <>{figure(x, x.mean_without)}<br /><small className="hint">{t('jny.people_n', { n: x.people_without })}</small></> },
        { title: t('jny.shown'), render: (_, x) => { const [tone, mark] = LOOKS[x.verdict]; return <><StatusTag tone={tone} mark={mark}>{t(`jny.verdict_tag.${x.verdict}`)}</StatusTag> {verdict(x)}<br /><small className="hint">{bounds(x)}</small></> } },
      ]} />
    </Panel>
  )
}
