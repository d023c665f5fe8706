import { Button, Modal } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

const MINUTE = 60_000
const CHOICES = [15, 30, 60, 120, Infinity] as const

/** For how long tasks are put off; the digits choose. */
export function SnoozeDialog({ count, onPick, onClose }: { count: number; onPick: (ms: number) => void; onClose: () => void }) {
  const { t } = useTranslation()
  useEffect(() => {
    const hear = (e: KeyboardEvent) => {
      const n = CHOICES[Number(e.key) - 1]
      if (n === undefined || e.ctrlKey || e.metaKey || e.altKey) return
      e.preventDefault()
      onPick(n * MINUTE)
    }
    window.addEventListener('keydown', hear, true)
    return () => window.removeEventListener('keydown', hear, true)
  }, [onPick])
  return (
    <Modal open title={t('tasks.snooze_n', { n: count })} footer={null} width={360} onCancel={onClose} closable={{ 'aria-label': t('form.cancel') }}>
      <div className="tk-choices">
        {CHOICES.map((n, i) => <Button key={n} block autoFocus={i === 0} onClick={() => onPick(n * MINUTE)}><span>{n === Infinity ? t('tasks.until_each_due') : t('tasks.for_minutes', { n })}</span><kbd>{i + 1}</kbd></Button>)}
      </div>
    </Modal>
  )
}
