import { PrinterOutlined } from '@ant-design/icons'
import { Button, Dropdown, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { answer, type Schemas } from '@archwire/api'
import i18next from 'i18next'
import { api } from '../../app/api'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { showPaper } from '../../ui/paper'

type Form = Schemas['BillingHandOutInBody']['form']
const FORMS: Form[] = ['a5', 'roll']
const KEPT = 'archwire.slip_form'
const AFTER = 'archwire.slip_after'

/** The paper that this desk prints on. */
const formHere = (): Form => (localStorage.getItem(KEPT) === 'roll' ? 'roll' : 'a5')

/** Whether this desk prints each receipt as it is paid. */
export const printsAfter = (): boolean => localStorage.getItem(AFTER) === '1'
export const keepAfter = (yes: boolean): void => localStorage.setItem(AFTER, yes ? '1' : '0')

/** Hands out the paper of a receipt or refund, and shows it to be printed. */
export async function handOut(kind: 'receipts' | 'refunds', id: string, form: Form = formHere()): Promise<void> {
  localStorage.setItem(KEPT, form)
  const body = { form, locale: i18next.language === 'en' ? 'en' as const : 'zh-CN' as const }
  const params = { path: { id } }
  const made = kind === 'receipts'
    ? await answer(api.POST('/api/v1/billing/receipts/{id}/papers', { params, body }))
    : await answer(api.POST('/api/v1/billing/refunds/{id}/papers', { params, body }))
  showPaper(`/api/v1/billing/papers/${made.id}`)
}

/** Prints on the paper of this desk; another is chosen beside it. */
export function SlipButton({ kind, id }: { kind: 'receipts' | 'refunds'; id: string }) {
  const { t } = useTranslation()
  const { busy, fault, attempt } = useAttempt()
  const go = (form?: Form) => void attempt(() => handOut(kind, id, form))
  return (
    <>
      <Space.Compact size="small" className="bl-slip">
        <Button type="text" icon={<PrinterOutlined />} loading={busy} aria-label={t('billing.paper.print')} title={`${t('billing.paper.print')} ${t(`billing.form.${formHere()}`)}`} onClick={() => go()} />
        <Dropdown trigger={['click']} menu={{ items: FORMS.map((f) => ({ key: f, label: t(`billing.form.${f}`), onClick: () => go(f) })) }}>
          <Button type="text" aria-label={t('billing.paper.which')}>▾</Button>
        </Dropdown>
      </Space.Compact>
      {fault && <Fault error={fault} />}
    </>
  )
}
