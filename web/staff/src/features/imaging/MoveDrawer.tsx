import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { DayInput } from '../../ui/DayInput'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useVisitsOf } from '../visits/queries'
import { dayText, templateName } from '../visits/words'
import { keys, moveAll } from './queries'
import type { Sitting } from './sets'

interface Values {
  visit: string
  day: string
}

/** Puts a whole set to another visit or day; one act, taken back by one. */
export function MoveDrawer({ of: s, patient, onClose }: { of: Sitting | null; patient: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const visits = useVisitsOf(may('visits.view') && s ? patient : '')
  const run = useRun(keys.of(patient))
  const [form] = Form.useForm<Values>()
  const past = (visits.data ?? []).filter((v) => v.day <= when.today() && !['cancelled', 'no_show'].includes(v.state))
  const save = async ({ visit, day }: Values) => {
    if (!s) return
    const before = { visit_id: s.visit, day: s.day }
    await run(() => moveAll(s.images, { visit_id: visit, day }), (after) => ({ say: t('imaging.move.done', { n: after.length, day }), back: () => moveAll(after, before) }))
    onClose()
  }
  const pick = (id: string) => { const v = past.find((x) => x.id === id); if (v) form.setFieldValue('day', v.day) }
  return (
    <FormDrawer<Values> open={s !== null} form={form} title={t('imaging.move')} {...(s ? { initial: { visit: s.visit, day: s.day } } : {})} onSave={save} onClose={onClose}>
      <p className="hint">{t('imaging.move.lead', { n: s?.images.length ?? 0 })}</p>
      <Form.Item name="visit" label={t('imaging.move.visit')}>
        <Select onChange={pick} options={[{ value: '', label: t('imaging.visit_none') }, ...past.map((v) => ({ value: v.id, label: `${dayText(v.day, when.today())} ${templateName(v.template)}` }))]} />
      </Form.Item>
      <Form.Item name="day" label={t('imaging.add.day')} rules={[{ required: true, message: t('form.required') }]}><DayInput /></Form.Item>
    </FormDrawer>
  )
}
