import { DeleteOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { RuleEditor } from '../audience/RuleEditor'
import type { Rule as AudienceRule } from '../audience/rules'
import type { Rule } from './graph'

/** A rule of the audience within a step; an empty one begins as a group with nothing in it. */
export function RuleField({ value, onChange, label, onDrop }: { value: Rule; onChange: (r: Rule) => void; label: string; onDrop?: () => void }) {
  const { t } = useTranslation()
  const rule = value.op ? value : { op: 'and', rules: [] }
  return (
    <div className="jn-rule" role="group" aria-label={label}>
      <RuleEditor value={rule as unknown as AudienceRule} onChange={(r) => onChange(r as unknown as Rule)} />
      {onDrop && <Button size="small" type="text" icon={<DeleteOutlined />} onClick={onDrop}>{t('jny.drop', { what: label })}</Button>}
    </div>
  )
}
