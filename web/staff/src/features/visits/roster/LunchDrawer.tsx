import { Form, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { addDays } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { FormDrawer } from '../../../ui/FormDrawer'
import { useRun } from '../../../ui/run'
import { keys } from '../queries'
import { useInsist } from './insist'
import { staggerLunch, type Clock } from './queries'
import { SpansInput } from './SpansInput'

interface Values {
  who: 'D' | 'A' | 'H' | 'T' | 'I'
  window: Clock[]
  minutes: number
}

/** Shares the lunch of a week out, so that never all of a kind are away at once. */
export function LunchDrawer({ from, onClose }: { from: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(keys.roster(clinic))
  const { insist, asking } = useInsist()
  const save = async (v: Values) => {
    const window = v.window[0]
    if (!window) return
    await run(() => insist((c) => staggerLunch({ clinic_id: clinic, from_day: from, to_day: addDays(from, 6), who: v.who, window, minutes: v.minutes }, c)), (r) => ({ say: t('roster.lunch_done', { n: r.written }) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open title={t('roster.lunch')} initial={{ who: 'A', window: [{ from: '11:30', to: '13:30' }], minutes: 60 }} onSave={save} onClose={onClose}>
      <Form.Item name="who" label={t('roster.lunch_who')}><Select options={(['D', 'A', 'H', 'T', 'I'] as const).map((w) => ({ value: w, label: t(`roster.who.${w}`) }))} /></Form.Item>
      <Form.Item name="window" label={t('roster.lunch_window')} rules={[{ validator: async (_, v: Clock[]) => { if (v.length !== 1) throw new Error(t('roster.one_span')) } }]}><SpansInput /></Form.Item>
      <Form.Item name="minutes" label={t('roster.lunch_minutes')}><InputNumber min={5} max={180} step={5} /></Form.Item>
      {asking}
    </FormDrawer>
  )
}
