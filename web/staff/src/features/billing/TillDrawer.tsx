import { useQuery } from '@tanstack/react-query'
import { Checkbox, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Money } from '../../ui/Money'
import { paperAt, showPaper } from '../../ui/paper'
import { useRun } from '../../ui/run'
import { MoneyInput } from '../catalog/MoneyInput'
import { deskKeys, tillOf } from './deskQueries'
import { BILLING, closeTill, overDesk, type Means } from './queries'

interface Values {
  counted?: Partial<Record<Means, number>>
  reason?: string
  print?: boolean
}

/** Counts a till by means and closes it, one's own or another's; a difference wants a reason. */
export function TillDrawer({ open, clinic, cashier, onClose }: { open: boolean; clinic: string; cashier?: { id: string; name: string }; onClose: () => void }) {
  const { t } = useTranslation()
  const now = useQuery({ queryKey: deskKeys.till(clinic, cashier?.id ?? ''), queryFn: () => tillOf(clinic, cashier?.id ?? ''), enabled: open && clinic !== '' })
  const [form] = Form.useForm<Values>()
  const typed = Form.useWatch('counted', form)
  const run = useRun(BILLING)
  const counts = (now.data?.counts ?? []).flatMap(({ means, ...c }) => (overDesk(means) ? [{ ...c, means }] : []))
  const save = async ({ counted = {}, reason, print }: Values) => {
    if (!now.data) return
    const closed = await run(() => closeTill({
      clinic_id: clinic, ...(cashier ? { cashier_id: cashier.id } : {}), entries: now.data.entries, newest: now.data.newest, reason: reason ?? '',
      counts: counts.map((c) => ({ means: c.means, counted: counted[c.means] ?? 0 })),
    }), (c) => ({ say: t('billing.till_closed', { difference: yuan(c.difference) }) }))
    onClose()
    if (print) showPaper(paperAt(`/billing/closings/${closed.id}/paper`))
  }
  return (
    <FormDrawer<Values> open={open} form={form} title={cashier ? t('billing.close_for', { name: cashier.name }) : t('billing.close_till')} save={t('billing.close_till')} onSave={save} onStale={() => now.refetch()} onClose={onClose}>
      {now.isError && <Fault error={now.error} onRetry={() => void now.refetch()} />}
      {now.data && counts.length === 0 && <p className="hint">{t('fault.billing.till_empty')}</p>}
      {counts.map((c) => (
        <div key={c.means}>
          <p className="bl-sum"><span>{t(`billing.means.${c.means}`)}</span><span>{t('billing.expected')} <b><Money fen={c.expected} /></b></span></p>
          <p className="bl-small">{t('billing.money_in')} <Money fen={c.received} />{c.given_back > 0 && <> · {t('billing.refunded')} <Money fen={c.given_back} /></>}{typed?.[c.means] !== undefined && <> · <b className={typed[c.means] === c.expected ? 'bl-good' : 'bl-bad'}>{typed[c.means] === c.expected ? t('billing.same_as_expected') : <>{t('billing.difference')} <Money fen={(typed[c.means] ?? 0) - c.expected} /></>}</b></>}</p>
          <Form.Item name={['counted', c.means]} label={t('billing.counted')}><MoneyInput /></Form.Item>
        </div>
      ))}
      {counts.length > 0 && <Form.Item name="reason" label={t('billing.difference_reason')}><Input maxLength={200} autoComplete="off" /></Form.Item>}
      {counts.length > 0 && <Form.Item name="print" valuePropName="checked"><Checkbox>{t('billing.print_closing')}</Checkbox></Form.Item>}
    </FormDrawer>
  )
}
