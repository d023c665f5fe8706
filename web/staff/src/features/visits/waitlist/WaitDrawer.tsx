import { Checkbox, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { FormDrawer } from '../../../ui/FormDrawer'
import { useWhen } from '../../../ui/when'
import { PARTS, type PartName } from '../booking/form'
import { KindPicker } from '../booking/KindPicker'
import { PatientCard } from '../booking/PatientCard'
import { PatientPicker } from '../booking/PatientPicker'
import { useVisitsOf, type Template } from '../queries'
import { dayText, kindName, templateName } from '../words'
import { useDoctors } from '../doctors'
import { wait } from './queries'

interface Values {
  visit_id: string
  doctors: string[]
  days?: [Dayjs, Dayjs]
  part: PartName
  reach_minutes: number | null
  urgent: boolean
  note?: string
}

/** Somebody new on the list: who, for what, and when they could come. */
export function WaitDrawer({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const when = useWhen()
  const doctors = useDoctors()
  const [patient, setPatient] = useState('')
  const [kind, setKind] = useState<Template | null>(null)
  const booked = useVisitsOf(patient).data?.filter((v) => v.state === 'booked' || v.state === 'confirmed') ?? []
  const save = async (v: Values) => {
    const moved = booked.find((b) => b.id === v.visit_id)
    const template_id = moved?.template.id ?? kind?.id
    if (!patient || !template_id) return
    const part = PARTS[v.part]
    await wait({
      clinic_id: clinic, patient_id: patient, template_id, ...(moved ? { visit_id: moved.id } : {}), doctors: v.doctors, urgent: v.urgent, note: v.note ?? '',
      reach_minutes: v.reach_minutes ?? 0, parts: part ? [part] : [],
      ...(v.days ? { from_day: v.days[0].format('YYYY-MM-DD'), to_day: v.days[1].format('YYYY-MM-DD') } : {}),
    })
    onDone()
  }
  return (
    <FormDrawer<Values> open title={t('waitlist.add')} initial={{ visit_id: '', doctors: [], part: 'any', urgent: false, reach_minutes: 30 }} onSave={save} onClose={onClose}>
      <div className="bk">
        <section><h3>{t('visits.screen.patient')}</h3>
          {patient ? <PatientCard patient={patient} onChange={() => setPatient('')} /> : <PatientPicker label={t('visits.screen.patient')} autoFocus onPick={(p) => setPatient(p.id)} />}</section>
        {patient && (
          <>
            {booked.length > 0 && (
              <Form.Item name="visit_id" label={t('waitlist.which')}>
                <Select options={[{ value: '', label: t('waitlist.another') }, ...booked.map((v) => ({ value: v.id, label: `${dayText(v.day)} ${clock(v.starts_at, when.zone)} ${templateName(v.template)}` }))]} />
              </Form.Item>
            )}
            <Form.Item noStyle dependencies={['visit_id']}>
              {({ getFieldValue }) => !getFieldValue('visit_id') && (
                <section><h3>{t('visits.screen.kind')}</h3>
                  {kind ? <p className="bk-kind"><em className={`bd-dot c-${kind.colour}`} /> <b>{kindName(kind)}</b></p> : <KindPicker autoFocus onPick={setKind} />}</section>
              )}
            </Form.Item>
            <Form.Item name="doctors" label={t('visits.screen.doctor')}><Select mode="multiple" placeholder={t('visits.screen.any_doctor')} options={[...doctors].map(([value, label]) => ({ value, label }))} /></Form.Item>
            <Form.Item name="days" label={t('waitlist.between')}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
            <Form.Item name="part" label={t('visits.screen.part')}><Select options={(Object.keys(PARTS) as PartName[]).map((p) => ({ value: p, label: t(`visits.screen.part.${p}`) }))} /></Form.Item>
            <Form.Item name="reach_minutes" label={t('waitlist.reach_label')}><InputNumber min={0} max={1440} step={10} /></Form.Item>
            <Form.Item name="urgent" valuePropName="checked"><Checkbox>{t('visits.waitlist.reason.urgent')}</Checkbox></Form.Item>
            <Form.Item name="note" label={t('visits.screen.note')}><Input.TextArea maxLength={500} autoSize={{ minRows: 1, maxRows: 4 }} /></Form.Item>
          </>
        )}
      </div>
    </FormDrawer>
  )
}
