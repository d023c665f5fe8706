import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { RecipientFields } from './RecipientFields'
import type { Recipient } from './queries'

/** To whom several tasks go. */
export function HandOverDialog({ count, clinics, onPick, onClose }: { count: number; clinics: readonly string[]; onPick: (to: Recipient, note: string) => void; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal open title={t('tasks.hand_over_n', { n: count })} footer={null} width={520} onCancel={onClose} closable={{ 'aria-label': t('form.cancel') }}>
      <RecipientFields clinics={clinics} busy={false} onPick={onPick} />
    </Modal>
  )
}
