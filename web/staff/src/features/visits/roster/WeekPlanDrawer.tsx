import { DatePicker, Form, InputNumber } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { addDays } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { FormDrawer } from '../../../ui/FormDrawer'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { keys } from '../queries'
import { useInsist } from './insist'
import { putLanes, putWeek, type Clock, type Person, type Roster, type Week } from './queries'
import { SpansInput } from './SpansInput'

/** Monday first, as the week is read here. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const

interface Day {
  work: Clock[]
  breaks: Clock[]
}

interface Values {
  from: Dayjs
  to?: Dayjs
  days: Record<string, Day>
  lanes?: number
}

/** Somebody's usual week from a day on. A plan that has begun is left as it was; the new one follows it. */
export function WeekPlanDrawer({ person, roster, from, onClose }: { person: Person; roster: Roster; from: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const run = useRun(keys.roster(clinic), keys.boards(clinic))
  const { insist, asking } = useInsist()
  const today = when.today()
  const now = planOn(roster.weeks, person.id, from)
  const begins = from > today ? from : addDays(today, 1)
  const days = Object.fromEntries(WEEK.map((w) => {
    const d = now?.days.find((x) => x.weekday === w)
    return [String(w), { work: d?.work ?? [], breaks: d?.breaks ?? [] }]
  }))
  const save = async (v: Values) => {
    const from_day = v.from.format('YYYY-MM-DD')
    const known = roster.weeks.find((w) => w.staff_id === person.id && w.from_day === from_day)
    const plan = {
      staff_id: person.id, clinic_id: clinic, from_day, to_day: v.to?.format('YYYY-MM-DD') ?? '', version: known?.version ?? 0,
      days: WEEK.map((w) => ({ weekday: w, work: v.days[w]!.work, breaks: v.days[w]!.breaks })).filter((d) => d.work.length > 0),
    }
    await run(async () => {
      await insist((c) => putWeek(plan, c))
      if (v.lanes && v.lanes !== person.lanes) await insist((c) => putLanes(person.id, v.lanes!, c))
    }, () => ({ say: t('roster.week_saved', { who: person.name }) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open width={560} title={t('roster.week_of', { who: person.name })} initial={{ from: dayjs(begins), days, lanes: Math.max(1, person.lanes) }} onSave={save} onClose={onClose}>
      <div className="rs-two">
        <Form.Item name="from" label={t('roster.from_day')} rules={[{ required: true, message: t('form.required') }]}><DatePicker allowClear={false} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="to" label={t('roster.to_day')}><DatePicker style={{ width: '100%' }} /></Form.Item>
      </div>
      <div className="rs-week">
        <span /><small>{t('roster.work')}</small><small>{t('roster.breaks')}</small>
        {WEEK.map((w) => (
          <div key={w} className="rs-week-row">
            <span>{t(`day.${w}`)}</span>
            <Form.Item name={['days', String(w), 'work']} noStyle><SpansInput label={`${t(`day.${w}`)} ${t('roster.work')}`} /></Form.Item>
            <Form.Item name={['days', String(w), 'breaks']} noStyle><SpansInput label={`${t(`day.${w}`)} ${t('roster.breaks')}`} /></Form.Item>
          </div>
        ))}
      </div>
      {person.who === 'D' && <Form.Item name="lanes" label={t('roster.lanes')} extra={t('roster.lanes_help')}><InputNumber min={1} max={6} /></Form.Item>}
      {asking}
    </FormDrawer>
  )
}

/** The plan that holds on a day: of several the one that began last. */
function planOn(weeks: readonly Week[], staff: string, day: string): Week | undefined {
  return weeks.filter((w) => w.staff_id === staff && w.from_day <= day && (!w.to_day || day <= w.to_day)).sort((a, b) => (a.from_day < b.from_day ? 1 : -1))[0]
}
