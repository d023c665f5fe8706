import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** Says that there is nothing, and what to do about it. */
export function Empty({ text, children }: { text?: string; children?: ReactNode }) {
  const { t } = useTranslation()
  return <div className="em"><p>{text ?? t('empty.nothing')}</p>{children}</div>
}
