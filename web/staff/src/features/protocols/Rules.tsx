import { DeleteOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../ui/StatusTag'
import { ClauseInput, fresh } from './ClauseInput'
import type { Rule, Vocabulary } from './queries'
import { clauses, joined, say, sentence } from './sentence'

interface Props {
  level: 'red' | 'amber'
  rules: Rule[]
  onChange: (rules: Rule[]) => void
  words: Vocabulary
  /** Whether this person may write. */
  writes: boolean
}

/** The thresholds of one level: what a reader is told, and when. */
export function Rules({ level, rules, onChange, words, writes }: Props) {
  const { t } = useTranslation()
  const set = (i: number, r: Rule) => onChange(rules.map((x, k) => (k === i ? r : x)))
  const add = (question: string) => {
    const q = words.questions.find((x) => x.key === question)!
    let key = question
    for (let n = 2; rules.some((r) => r.key === key); n++) key = `${question}_${n}`
    onChange([...rules, { key, zh: q.words.zh.slice(0, 40), en: q.words.en.slice(0, 60), when: fresh(question, words) }])
  }
  return (
    <div className="pt-rules" role="group" aria-label={t(`protocols.level.${level}`)}>
      {rules.map((r, i) => (
        <div key={r.key} className="pt-rule">
          <StatusTag tone={level === 'red' ? 'bad' : 'warn'}>{t(`followup.level.${level}`)}</StatusTag>
          {writes
            ? <Input size="small" className="pt-say" value={r.zh} maxLength={100} aria-label={t('protocols.rule_says')} onChange={(e) => set(i, { ...r, zh: e.target.value })} />
            : <b>{say(r)}</b>}
          <span className="pt-when">
            {writes ? <ClauseInput value={r.when} words={words} label={say(r)} onChange={(when) => set(i, { ...r, when })} /> : sentence(r.when, words)}
          </span>
          {writes && <span className="pt-do">
            <AddClause words={words} onAdd={(key) => set(i, { ...r, when: joined([...clauses(r.when), fresh(key, words)]) })} />
            {clauses(r.when).length > 1 && <Button size="small" type="text" icon={<MinusOutlined />} title={t('protocols.less_clause')} aria-label={`${t('protocols.less_clause')} ${say(r)}`} onClick={() => set(i, { ...r, when: joined(clauses(r.when).slice(0, -1)) })} />}
            <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('protocols.drop_rule', { rule: say(r) })} onClick={() => onChange(rules.filter((_, k) => k !== i))} />
          </span>}
        </div>
      ))}
      {rules.length === 0 && <p className="hint">{t('protocols.no_rules')}</p>}
      {writes && <Select size="small" className="pt-add" value={null} showSearch={{ optionFilterProp: 'label' }} placeholder={<><PlusOutlined /> {t('protocols.add_rule')}</>} aria-label={`${t('protocols.add_rule')} ${t(`followup.level.${level}`)}`}
        onChange={(k: string | null) => { if (k) add(k) }} options={words.questions.filter((q) => q.kind !== 'text').map((q) => ({ value: q.key, label: say(q.words) }))} />}
    </div>
  )
}

/** One more thing that must be so as well. */
export function AddClause({ words, onAdd, facts = false }: { words: Vocabulary; onAdd: (key: string) => void; facts?: boolean }) {
  const { t } = useTranslation()
  const numbers = ['day', 'hours', 'turns_gap', 'wear_share']
  return <Select size="small" variant="borderless" className="pt-more" value={null} showSearch={{ optionFilterProp: 'label' }} placeholder={t('protocols.add_clause')} aria-label={t('protocols.add_clause')} popupMatchSelectWidth={260}
    onChange={(k: string | null) => { if (k) onAdd(k) }} options={[
      { label: t('protocols.by_time'), options: (facts ? [] : numbers).map((k) => ({ value: k, label: t(`protocols.number.${k}`) })) },
      { label: t('protocols.by_case'), options: words.facts.filter((k) => !numbers.includes(k)).map((k) => ({ value: k, label: t(`protocols.fact.${k}`) })) },
      ...(facts ? [] : [{ label: t('protocols.by_answer'), options: words.questions.filter((q) => q.kind !== 'text').map((q) => ({ value: q.key, label: say(q.words) })) }]),
    ].filter((g) => g.options.length > 0)} />
}
