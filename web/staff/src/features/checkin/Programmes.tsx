import { Form, Input, InputNumber, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { useWords } from './words'
import { CHECKIN, setTimes, useProgrammes, type Programme } from './queries'

interface Values { remind: Dayjs; back: number; month: number; note?: string }

/** The programmes with their times; what is changed rules from the next due day on. */
export function Programmes() {
  const { t } = useTranslation()
  const words = useWords()
  const { may } = useDesk()
  const run = useRun(CHECKIN)
  const list = useProgrammes()
  const [one, setOne] = useState<Programme>()
  const body = (v: Values) => ({ remind_at: v.remind.format('HH:mm'), make_up_days: v.back, make_up_per_month: v.month, ...(v.note ? { note: v.note } : {}) })
  const save = async (v: Values) => {
    const was = one!
    await run(() => setTimes(was, body(v)), (p) => ({ say: t('checkin.times_set'), back: () => setTimes(p, { remind_at: was.remind_at, make_up_days: was.make_up_days, make_up_per_month: was.make_up_per_month }) }))
    setOne(undefined)
  }
  const rung = (p: Programme) => (p.ladder ?? []).map((x) => `${t(`checkin.rung.${x.rung}`)}：${[x.row && t('checkin.by_row', { n: x.row }), x.missed && t('checkin.by_missed', { n: x.missed, of: x.of }), x.late && t('checkin.by_late', { n: x.late })].filter(Boolean).join(' / ')}`)
  return (
    <>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <DataTable rows={list.data} rowKey="key" loading={list.isPending} {...(may('checkin.programmes') ? { onOpen: setOne } : {})} columns={[
        { title: t('checkin.programme'), render: (_, p) => <><b>{words(p.name)}</b><br /><small className="hint">{(p.variants ?? []).map((v) => words(v.name)).join(' · ')}</small></> },
        { title: t('checkin.times'), width: 190, render: (_, p) => <>{t('checkin.reminds', { at: p.remind_at })}<br /><small className="hint">{(p.windows ?? []).filter((w) => (w.days ?? []).length === 0).map((w) => `${w.from}–${w.to}`)}</small></> },
        { title: t('checkin.make_up'), width: 170, render: (_, p) => p.make_up_per_month ? t('checkin.make_up_both', { days: p.make_up_days, n: p.make_up_per_month }) : t('checkin.make_up_days', { days: p.make_up_days }) },
        { title: t('checkin.ladder'), responsive: ['md'], render: (_, p) => <small>{rung(p).map((x) => <span key={x} className="ci-rung">{x}</span>)}</small> },
        { title: t('checkin.version'), width: 80, responsive: ['lg'], dataIndex: 'number' },
      ]} />
      <FormDrawer<Values> open={!!one} title={one ? words(one.name) : ''} onSave={save} onClose={() => setOne(undefined)} {...(one ? { initial: { remind: dayjs(one.remind_at, 'HH:mm'), back: one.make_up_days, month: one.make_up_per_month } } : {})}>
        <p>{t('checkin.times_help')}</p>
        <Form.Item name="remind" label={t('checkin.remind_at')} rules={[{ required: true, message: t('form.required') }]}><TimePicker format="HH:mm" minuteStep={15} allowClear={false} disabledTime={() => ({ disabledHours: () => [0, 1, 2, 3, 4, 5, 6, 22, 23] })} /></Form.Item>
        <div className="two">
          <Form.Item name="back" label={t('checkin.days_back')}><InputNumber min={0} max={14} /></Form.Item>
          <Form.Item name="month" label={t('checkin.per_month')} extra={t('checkin.zero_is_any')}><InputNumber min={0} max={31} /></Form.Item>
        </div>
        <Form.Item name="note" label={t('checkin.why')}><Input maxLength={200} /></Form.Item>
      </FormDrawer>
      {may('checkin.programmes') ? <p className="hint">{t('checkin.open_to_change')}</p> : null}
    </>
  )
}
