import { CheckCircleOutlined, ToolOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import type { Segment } from './queries'

/** What the last comparison with the rule found. */
export function ProofTag({ segment: s }: { segment: Segment }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (!s.proof_at) return <StatusTag tone="plain">{t('segments.proof.none')}</StatusTag>
  const title = t('segments.proof_at', { at: when.full(s.proof_at) })
  return <span title={title}>{s.proof_flaws ? <StatusTag tone="bad" mark={<ToolOutlined aria-hidden />}>{t('segments.proof.healed', { n: s.proof_flaws })}</StatusTag> : <StatusTag tone="good" mark={<CheckCircleOutlined aria-hidden />}>{t('segments.proof.equal')}</StatusTag>}</span>
}
