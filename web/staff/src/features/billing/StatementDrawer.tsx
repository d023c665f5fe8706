import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { Money } from '../../ui/Money'
import { useRun } from '../../ui/run'
import { MoneyInput } from '../catalog/MoneyInput'
import { noteStatement } from './deskQueries'
import { BILLING, type Means } from './queries'

/** What is to be put beside the books. */
export interface Stated {
  means: Means
  booked: number
  stated?: number
}

interface Values {
  stated: number
  reason?: string
}

/** Puts what a bank or platform says of a day beside the books; a difference wants a reason. */
export function StatementDrawer({ of, clinic, day, onClose }: { of: Stated | null; clinic: string; day: string; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(BILLING)
  const [form] = Form.useForm<Values>()
  const stated = Form.useWatch('stated', form)
  const off = of && stated !== undefined ? stated - of.booked : 0
  const save = async (v: Values) => {
    if (!of) return
    await run(() => noteStatement({ clinic_id: clinic, day, means: of.means, booked: of.booked, stated: v.stated, ...(v.reason ? { reason: v.reason } : {}) }), () => ({ say: t('billing.statement_noted') }))
    onClose()
  }
  return (
    <FormDrawer<Values> open={of !== null} form={form} title={`${t('billing.note_statement')} ${of ? t(`billing.means.${of.means}`) : ''} ${day}`} onSave={save} onClose={onClose} initial={{ stated: of?.stated ?? of?.booked ?? 0 }}>
      <p className="bl-sum"><span>{t('billing.booked')}</span><b><Money fen={of?.booked ?? 0} /></b></p>
      <Form.Item name="stated" label={t('billing.stated')} rules={[{ required: true, message: t('form.required') }]}><MoneyInput /></Form.Item>
      <p className="bl-sum"><span>{t('billing.difference')}</span><b className={off === 0 ? 'bl-good' : 'bl-bad'}><Money fen={off} /></b></p>
      {off !== 0 && <Form.Item name="reason" label={t('billing.difference_reason')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}><Input maxLength={200} autoComplete="off" /></Form.Item>}
    </FormDrawer>
  )
}
