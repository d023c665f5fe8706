import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'

const KEYS = ['move', 'open', 'mark', 'done', 'snooze', 'hand_over', 'new', 'clear', 'undo'] as const

/** The keys of the task centre, on ?. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal open title={t('tasks.keys')} footer={null} width={420} onCancel={onClose} closable={{ 'aria-label': t('form.cancel') }}>
      <dl className="ks">{KEYS.map((k) => { const [key, what] = t(`tasks.key.${k}`).split('|'); return <div key={k}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> })}</dl>
    </Modal>
  )
}
