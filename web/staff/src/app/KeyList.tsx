import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'

const BOARD = ['arrows', 'alt', 'enter', 'm', 'r', 's', 'a', 'n', 'k', 'drag', 'esc'] as const

/** All keys, on ?. */
export default function KeyList({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const rows: [string, string][] = [
    ['Ctrl+K　/', t('keys.search')], ['G T', t('keys.go_today')], ['G B', t('keys.go_board')], ['G P', t('keys.go_patients')], ['G K', t('keys.go_tasks')], ['P', t('keys.new_patient')],
    ['Ctrl+Z', t('keys.undo')], ['?', t('keys.help')],
  ]
  const board = BOARD.map((k) => t(`board.key.${k}`).split('|') as [string, string])
  return (
    <Modal open title={t('keys.title')} onCancel={onClose} footer={null} closable={{ 'aria-label': t('keys.close') }} width={520}>
      <Rows rows={rows} />
      <h4>{t('keys.board_title')}</h4>
      <Rows rows={board} />
    </Modal>
  )
}

function Rows({ rows }: { rows: [string, string][] }) {
  return <dl className="ks">{rows.map(([k, v]) => <div key={k}><dt><kbd>{k}</kbd></dt><dd>{v}</dd></div>)}</dl>
}
