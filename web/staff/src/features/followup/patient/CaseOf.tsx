import { Checkbox, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../app/desk'
import { useAttempt } from '../../../ui/attempt'
import { Fault } from '../../../ui/Fault'
import { useRun } from '../../../ui/run'
import { FOLLOWUP, setCase, type Series } from '../queries'

/** What is known of one case besides its item, of that which its protocol hangs on. What the record says already is ticked; who knows better says so here. */
export function CaseOf({ series: s }: { series: Series }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const run = useRun(FOLLOWUP)
  const { busy, fault, attempt } = useAttempt()
  const facts = s.facts ?? [], prescribed = s.prescribed ?? []
  if (facts.length + prescribed.length === 0 || s.state !== 'open' || !may('followup.plan')) return null
  const put = (body: Parameters<typeof setCase>[1], before: Parameters<typeof setCase>[1]) => void attempt(async () => {
    await run(() => setCase(s, body), (after) => ({ say: t('calls.case_kept'), back: () => setCase(after, before) }))
  })
  const own = (key: string, n: number | undefined) => (n === undefined ? { as_usual: [key] } : { plan: { [key]: n } })
  return (
    <div className="fu-case" role="group" aria-label={t('calls.case')}>
      {facts.map((k) => <Checkbox key={k} disabled={busy} checked={!!s.flags[k]} onChange={(e) => put({ flags: { [k]: e.target.checked } }, { flags: { [k]: !e.target.checked } })}>{t(`calls.fact.${k}`)}</Checkbox>)}
      {prescribed.map(({ key, usual, most }) => (
        <label key={key}>{t(`calls.plan.${key}`)} <InputNumber key={`${s.version}`} size="small" min={0} max={most} placeholder={`${usual}`} {...(s.plan[key] === undefined ? {} : { defaultValue: s.plan[key] })} disabled={busy} style={{ width: 84 }}
          onBlur={(e) => { const n = e.target.value === '' ? undefined : Math.min(most, Math.max(0, Number(e.target.value))); if (n !== s.plan[key] && !Number.isNaN(n)) put(own(key, n), own(key, s.plan[key])) }} /></label>
      ))}
      {fault && <Fault error={fault} />}
    </div>
  )
}
