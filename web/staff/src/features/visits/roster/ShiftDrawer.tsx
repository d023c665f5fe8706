import { Button, Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../app/desk'
import { FormDrawer } from '../../../ui/FormDrawer'
import { useRun } from '../../../ui/run'
import { keys } from '../queries'
import { dayText } from '../words'
import { useInsist } from './insist'
import { dropShift, putShift, type Clock, type Letter } from './queries'
import { SpansInput } from './SpansInput'
import type { Cell } from './WeekTab'

interface Values {
  work: Clock[]
  breaks: Clock[]
  who: Letter
}

const WHO = ['D', 'A', 'H', 'T', 'I', '-'] as const

/** One day of one person, otherwise than the week; it can be made like the week again. */
export function ShiftDrawer({ cell, onClose }: { cell: Cell; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(keys.roster(clinic), keys.boards(clinic))
  const { insist, asking } = useInsist()
  const { person, day, shift } = cell
  const [form] = Form.useForm<Values>()
  const key = { staff_id: person.id, clinic_id: clinic, day, version: shift?.version ?? 0 }
  const save = async (v: Values) => {
    await run(() => insist((c) => putShift({ ...key, work: v.work, breaks: v.work.length > 0 ? v.breaks : [], who: v.who }, c)), () => ({ say: t('roster.saved', { who: person.name, day: dayText(day) }) }))
    onClose()
  }
  const usual = async () => {
    await run(() => insist((c) => dropShift(key, c)), () => ({ say: t('roster.usual_again', { who: person.name }) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open form={form} title={`${person.name} · ${dayText(day)}`} initial={{ work: shift?.work ?? [], breaks: shift?.breaks ?? [], who: (shift?.who ?? person.who) as Letter }} onSave={save} onClose={onClose}>
      <Form.Item name="work" label={t('roster.work')} extra={t('roster.work_help')}><SpansInput /></Form.Item>
      <Form.Item name="breaks" label={t('roster.breaks')}><SpansInput /></Form.Item>
      <Form.Item name="who" label={t('roster.counts_as')}><Select options={WHO.map((w) => ({ value: w, label: t(`roster.who.${w}`) }))} /></Form.Item>
      <p className="vd-acts">
        <Button size="small" onClick={() => form.setFieldsValue({ work: [], breaks: [] })}>{t('roster.day_off')}</Button>
        {shift?.single && <Button size="small" onClick={() => void usual()}>{t('roster.like_week')}</Button>}
      </p>
      {asking}
    </FormDrawer>
  )
}
