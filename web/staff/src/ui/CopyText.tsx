import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** A text with a button that copies it. label hides the text. */
export function CopyText({ text, label, mono = false }: { text: string; label?: string; mono?: boolean }) {
  const { t } = useTranslation()
  const [done, setDone] = useState(false)
  const shown = useRef<HTMLElement>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setDone(true)
    } catch {
      // Without a secure address there is no clipboard: mark the text, so that Ctrl+C takes it.
      const range = document.createRange()
      if (shown.current) range.selectNodeContents(shown.current)
      window.getSelection()?.removeAllRanges()
      window.getSelection()?.addRange(range)
    }
  }
  return (
    <span className="cp">
      {!label && <code ref={shown} className={mono ? 'cp-mono' : ''}>{text}</code>}
      {label && <code ref={shown} className="cp-away">{text}</code>}
      <Button size="small" icon={done ? <CheckOutlined /> : <CopyOutlined />} onClick={() => void copy()}>{done ? t('copy.done') : label ?? t('copy.copy')}</Button>
    </span>
  )
}
