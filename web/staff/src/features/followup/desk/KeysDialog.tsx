import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'

const KEYS = ['move', 'open', 'pain', 'choice', 'stops', 'unanswered', 'number', 'complaint', 'book', 'save', 'leave'] as const

/** The keys of the desk. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal open title={t('calls.keys')} onCancel={onClose} footer={null} closable={{ 'aria-label': t('keys.close') }} width={520}>
      <dl className="ks">{KEYS.map((k) => { const [key, what] = t(`calls.key.${k}`).split('|'); return <div key={k}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> })}</dl>
    </Modal>
  )
}
