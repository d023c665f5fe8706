import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { PLANS, askDiscount, complete, end, undo, type EndReason, type Execution, type Plan, type UndoReason } from './queries'

/** What asks for a reason. */
export type Asking = { kind: 'discount' | 'complete' | 'end'; plan: Plan } | { kind: 'undo'; execution: Execution }

const END: EndReason[] = ['patient_wish', 'moved_away', 'other_clinic', 'medical', 'clinic', 'other']
const UNDO: UndoReason[] = ['wrong_item', 'wrong_patient', 'wrong_quantity', 'not_done', 'redone_free', 'other']
const TITLES = { discount: 'plans.ask_discount', complete: 'plans.complete', end: 'plans.end', undo: 'plans.undo' } as const

interface Values {
  reason?: string
  note?: string
}

/** Asks why, and does it. */
export function ReasonDrawer({ of, onClose }: { of: Asking | null; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(PLANS, ['billing'], ['tasks'])
  const choices: { value: string; label: string }[] | null = of?.kind === 'end' ? END.map((r) => ({ value: r, label: t(`plans.end_reason.${r}`) })) : of?.kind === 'undo' ? UNDO.map((r) => ({ value: r, label: t(`plans.undo_reason.${r}`) })) : null
  const save = async ({ reason = '', note = '' }: Values) => {
    if (!of) return
    const step = (): Promise<unknown> => {
      if (of.kind === 'undo') return undo(of.execution.id, reason as UndoReason, note)
      if (of.kind === 'end') return end(of.plan, reason as EndReason, note)
      return of.kind === 'complete' ? complete(of.plan, note) : askDiscount(of.plan, note)
    }
    await run(step, () => ({ say: of.kind === 'discount' ? t('plans.asked') : t('plans.saved') }))
    onClose()
  }
  const title = of ? t(TITLES[of.kind]) : ''
  return (
    <FormDrawer<Values> open={of !== null} title={title} save={title} onSave={save} onClose={onClose}>
      {choices && <Form.Item name="reason" label={t('plans.why')} rules={[{ required: true, message: t('form.required') }]}><Select options={choices} /></Form.Item>}
      <Form.Item name="note" label={choices ? t('plans.field.note') : t('plans.why')} rules={of?.kind === 'discount' ? [{ required: true, message: t('form.required') }] : []}><Input.TextArea rows={3} maxLength={400} /></Form.Item>
    </FormDrawer>
  )
}
