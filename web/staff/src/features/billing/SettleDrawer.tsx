import { Form, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { Money } from '../../ui/Money'
import { useRun } from '../../ui/run'
import { REFUND_REASONS } from './payment'
import { BILLING, settle, type Agreement, type Figure } from './queries'

interface Values {
  cause: Figure['cause']
  reason: string
}

/** Divides what stands of a contract that ended early, by the figure of the law. */
export function SettleDrawer({ open, agreement: a, onClose }: { open: boolean; agreement: Agreement; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(BILLING)
  const [form] = Form.useForm<Values>()
  const cause = Form.useWatch('cause', form) ?? 'not_patient'
  const figure = a.figures.find((f) => f.cause === cause)
  const back = Math.min(figure?.refund ?? 0, a.stands)
  const save = async (v: Values) => {
    await run(() => settle(a.id, { clinic_id: clinic, cause: v.cause, refund: back, reason: v.reason }),
      (s) => ({ say: t('billing.settled_with', { refund: yuan(s.refund?.total ?? 0), kept: yuan(s.kept) }) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open={open} form={form} title={t('billing.settle_title')} save={t('billing.settle')} onSave={save} onClose={onClose} initial={{ cause: 'not_patient' }}>
      <Form.Item name="cause" label={t('billing.settle_cause')}>
        <Radio.Group vertical options={a.figures.map((f) => ({ value: f.cause, label: `${t(`billing.cause.${f.cause}`)} · ¥${yuan(Math.min(f.refund, a.stands))}` }))} />
      </Form.Item>
      {figure && <p className="hint">{t(`billing.article.${figure.article}`)}</p>}
      <p className="bl-sum"><span>{t('billing.stands')}</span><Money fen={a.stands} /></p>
      <p className="bl-sum"><span>{t('billing.settle_back')}</span><b><Money fen={back} /></b></p>
      <p className="bl-sum"><span>{t('billing.settle_kept')}</span><Money fen={a.stands - back} /></p>
      {figure && figure.interest > 0 && <p className="bl-sum"><span>{t('billing.interest')}</span><Money fen={figure.interest} /></p>}
      <Form.Item name="reason" label={t('billing.reason')} rules={[{ required: true, message: t('form.required') }]}>
        <Select options={REFUND_REASONS.map((r) => ({ value: r, label: t(`billing.refund_reason.${r}`) }))} />
      </Form.Item>
    </FormDrawer>
  )
}
