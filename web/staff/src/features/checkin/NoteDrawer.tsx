import { Form, Input, InputNumber, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { useWords } from './words'
import { CHECKIN, note, useOf, type History, type Item } from './queries'

type Values = { values: Record<string, string | number> }

/** Notes what somebody told of a day: today's, or a missed one that may be made up. */
export function NoteDrawer({ patient, of, onClose }: { patient: string; of?: History; onClose: () => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const run = useRun(CHECKIN)
  const all = useOf(patient)
  const h = of ?? (patient ? all.data?.find((x) => x.open_day || x.make_up_day) : undefined)
  const day = h ? h.open_day || h.make_up_day : ''
  const save = async ({ values }: Values) => {
    const said = Object.fromEntries(Object.entries(values ?? {}).filter(([, v]) => v !== undefined && v !== null && v !== '').map(([k, v]) => [k, String(v)]))
    await run(() => note(h!.member.id, day, said), () => ({ say: t('checkin.noted') }))
    onClose()
  }
  const open = (patient !== '' || !!of) && (!!of || all.isSuccess)
  return (
    <FormDrawer<Values> open={open} title={t('checkin.note_title')} onSave={h && day ? save : async () => onClose()} onClose={onClose}>
      {h && day ? <p>{words(h.member.programme_name)} · {day}{day === h.make_up_day && day !== h.open_day && ` · ${t('checkin.make_up')}`}</p> : <p>{t('checkin.nothing_open')}</p>}
      {h && day && (h.items ?? []).map((i) => <Field key={i.key} item={i} />)}
    </FormDrawer>
  )
}

function Field({ item: i }: { item: Item }) {
  const { t } = useTranslation()
  const words = useWords()
  const label = i.target ? `${words(i.words)} ${t('checkin.target', { n: i.target })}` : words(i.words)
  return (
    <Form.Item name={['values', i.key]} label={label} rules={i.must ? [{ required: true, message: t('form.required') }] : []}>
      {i.kind === 'yes_no' ? <Radio.Group options={[{ value: 'yes', label: t('checkin.yes') }, { value: 'no', label: t('checkin.no') }]} />
        : i.kind === 'text' ? <Input.TextArea rows={3} maxLength={500} />
          : <InputNumber min={0} max={i.max || 999} step={i.kind === 'hours' ? 0.5 : 1} />}
    </Form.Item>
  )
}
