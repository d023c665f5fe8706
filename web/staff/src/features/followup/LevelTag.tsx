import { CheckOutlined, ExclamationOutlined, WarningFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../ui/StatusTag'
import type { Level } from './queries'
import { toneOf } from './words'

const MARKS = { green: <CheckOutlined aria-hidden />, amber: <ExclamationOutlined aria-hidden />, red: <WarningFilled aria-hidden /> }

/** How somebody is by what they answered: in words, with a sign. */
export function LevelTag({ level }: { level: Level }) {
  const { t } = useTranslation()
  return <StatusTag tone={toneOf[level]} mark={MARKS[level]}>{t(`calls.level.${level}`)}</StatusTag>
}
