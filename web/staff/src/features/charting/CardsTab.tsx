import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { useToothWords } from '../../tooth/words'
import { CardForm } from './CardForm'
import { CardVersions } from './CardVersions'
import { useVisitNow } from './FindingForm'
import { useKindName } from './kindNames'
import { cardsKey, useCards, type Card } from './cardQueries'
import './chart.css'

/** The orthodontic visit cards of a patient: today's to write, the earlier ones to read. */
export default function CardsTab({ patient }: { patient: string }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const cards = useCards(patient)
  useLiveQueries('charting', cardsKey(patient))
  const visit = useVisitNow(patient)
  const words = useToothWords('fdi')
  const kind = useKindName()
  const [seen, setSeen] = useState('')
  if (cards.isPending) return <Waiting />
  if (!cards.data) return <Fault error={cards.error} onRetry={() => void cards.refetch()} />
  const wire = (c: Card) => [c.upper_wire && `${t('charting.area.UA')} ${c.upper_wire}`, c.lower_wire && `${t('charting.area.LA')} ${c.lower_wire}`, c.stage > 0 && t('teeth.card.stages', { now: c.stage, to: c.stage_to || c.stage })].filter(Boolean)
  return (
    <div className="ch-cards">
      {visit && may('charting.write') ? <CardForm key={visit.id} patient={patient} visit={visit} /> : <p className="hint">{t('teeth.card.no_visit')}</p>}
      <Panel title={t('teeth.card.earlier')}>
        <DataTable<Card> rows={cards.data} rowKey="visit_id" empty={t('teeth.card.none')} columns={[
          { title: t('teeth.day'), dataIndex: 'day', width: 104 },
          { title: t('teeth.card.wires'), width: 190, render: (_, c) => wire(c).map((w) => <div key={String(w)}>{w}</div>) },
          { title: t('teeth.card.elastics'), dataIndex: 'elastics', width: 150 },
          { title: t('teeth.card.off'), width: 80, render: (_, c) => words.site(c.off) },
          { title: t('teeth.card.hygiene_cooperation'), width: 110, render: (_, c) => [c.hygiene, c.cooperation].map((g) => (g ? t(`charting.grade.${g}`) : '—')).join(' / ') },
          { title: t('teeth.card.done'), render: (_, c) => <>{c.done} {c.note && <small>{c.note}</small>}</> },
          { title: t('teeth.card.next'), width: 140, render: (_, c) => [kind(c.next_template_id), c.weeks > 0 && t('teeth.card.in_weeks', { n: c.weeks })].filter(Boolean).join(t('teeth.comma')) },
          { title: t('teeth.by'), width: 96, render: (_, c) => <>{c.written_by}{c.version > 1 && <Button size="small" type="link" onClick={() => setSeen(c.visit_id)}>{t('teeth.card.n_versions', { n: c.version })}</Button>}</> },
        ]} />
      </Panel>
      <CardVersions patient={patient} visit={seen} onClose={() => setSeen('')} />
    </div>
  )
}
