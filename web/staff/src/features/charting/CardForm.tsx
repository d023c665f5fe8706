import { AutoComplete, Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { addDays, type BoardVisit } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { bookingPath } from '../visits/booking/draft'
import { useKinds } from './kindNames'
import { chartKey } from './chartQueries'
import { cardsKey, useVisitCard, writeCard, type Card, type CardFields } from './cardQueries'

const WIRES = ['0.012 NiTi', '0.014 NiTi', '0.016 NiTi', '0.018 NiTi', '0.016×0.022 NiTi', '0.018×0.025 NiTi', '0.017×0.025 TMA', '0.019×0.025 SS']
const ELASTICS = ['class2', 'class3', 'triangle', 'cross', 'stopped'] as const
const GRADES = ['good', 'fair', 'poor'] as const

/** Today's card, begun with what the last one left in the mouth. */
export function CardForm({ patient, visit }: { patient: string; visit: BoardVisit }) {
  const card = useVisitCard(patient, visit.id)
  if (card.isPending) return <Waiting />
  if (!card.data) return <Fault error={card.error} onRetry={() => void card.refetch()} />
  return <Fields key={card.data.card.version} patient={patient} visit={visit} card={card.data.card} carried={card.data.card.version === 0 && card.data.last.length > 0} />
}

function Fields({ patient, visit, card, carried }: { patient: string; visit: BoardVisit; card: Card; carried: boolean }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const kinds = useKinds()
  const run = useRun(cardsKey(patient), chartKey(patient))
  const { busy, fault, attempt } = useAttempt()
  const [form] = Form.useForm<CardFields>()
  const save = () => void attempt(async () => {
    const v = form.getFieldsValue()
    const body: CardFields = { ...fieldsOf(card), ...v, off: v.off ?? '', next_template_id: v.next_template_id ?? '', weeks: v.weeks ?? 0, stage: v.stage ?? 0, stage_to: v.stage_to ?? 0 }
    await run(() => writeCard(visit.id, card.version, body), () => ({ say: t('teeth.card.saved') }))
  })
  const options = (list: readonly string[]) => list.map((value) => ({ value }))
  const next = { patient, doctor: visit.doctor_id, next: visit.id, template: card.next_template_id, ...(card.due ? { from: addDays(card.due, -3) } : {}) }
  return (
    <Panel title={<>{t('teeth.card.today')} <small>{visit.day} {when.clock(visit.starts_at)}</small></>} actions={card.version > 0 && may('visits.book') && <Link to={bookingPath(next)}><Button type="primary" ghost tabIndex={-1}>{t('teeth.card.book_next')}</Button></Link>}>
      {carried && <p className="hint">{t('teeth.card.carried')}</p>}
      <Form form={form} layout="vertical" initialValues={fieldsOf(card)} className="ch-card" onKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); save() } }}>
        <Form.Item name="upper_wire" label={t('teeth.card.upper_wire')}><AutoComplete options={options(WIRES)} allowClear maxLength={60} /></Form.Item>
        <Form.Item name="lower_wire" label={t('teeth.card.lower_wire')}><AutoComplete options={options(WIRES)} allowClear maxLength={60} /></Form.Item>
        <Form.Item name="elastics" label={t('teeth.card.elastics')}><AutoComplete options={options(ELASTICS.map((k) => t(`teeth.card.elastics.${k}`)))} allowClear maxLength={120} /></Form.Item>
        <Form.Item name="off" label={t('teeth.card.off')} extra={t('teeth.card.off_help')}><Input maxLength={200} placeholder="13, 24" /></Form.Item>
        <Form.Item name="stage" label={t('teeth.card.stage')}><InputNumber min={0} max={200} /></Form.Item>
        <Form.Item name="stage_to" label={t('teeth.card.stage_to')}><InputNumber min={0} max={200} /></Form.Item>
        {(['hygiene', 'cooperation'] as const).map((k) => <Form.Item key={k} name={k} label={t(`teeth.card.${k}`)}><Radio.Group optionType="button" options={GRADES.map((g) => ({ value: g, label: t(`charting.grade.${g}`) }))} /></Form.Item>)}
        <Form.Item name="done" label={t('teeth.card.done')} className="ch-wide"><Input.TextArea autoSize maxLength={400} /></Form.Item>
        <Form.Item name="next_template_id" label={t('teeth.card.next')}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={kinds} /></Form.Item>
        <Form.Item name="weeks" label={t('teeth.card.weeks')}><InputNumber min={0} max={52} /></Form.Item>
        <Form.Item name="note" label={t('teeth.note')} className="ch-wide"><Input maxLength={400} /></Form.Item>
      </Form>
      {fault && <Fault error={fault} />}
      <div className="row"><Button type="primary" loading={busy} onClick={save}>{t('form.save')}</Button></div>
    </Panel>
  )
}

/** What is written on a card, without what the server adds. */
function fieldsOf(c: Card): CardFields {
  const { upper_wire, lower_wire, elastics, off, hygiene, cooperation, stage, stage_to, done, next_template_id, weeks, note } = c
  return { upper_wire, lower_wire, elastics, off, hygiene, cooperation, stage, stage_to, done, next_template_id, weeks, note }
}
