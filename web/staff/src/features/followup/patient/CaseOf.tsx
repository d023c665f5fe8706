import { Checkbox, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../../app/desk'
import { useAttempt } from '../../../ui/attempt'
import { Fault } from '../../../ui/Fault'
import { useRun } from '../../../ui/run'
import { FOLLOWUP, setCase, type Series } from '../queries'

const SURGERY = ['anticoagulant', 'new_medicine']
const METAL = ['contact_allergy', 'new_medicine']
/** What a protocol hangs on that no item tells: facts, and what was prescribed. */
const CASES: Record<string, { facts: string[]; plan?: string[] }> = {
  extraction: { facts: [...SURGERY, 'replace'] }, wisdom_surgery: { facts: SURGERY }, ortho_extraction: { facts: SURGERY }, gum_surgery: { facts: SURGERY },
  implant: { facts: ['new_medicine'] }, miniscrew: { facts: ['new_medicine'] }, root_filling: { facts: ['new_medicine'] }, pulp_opening: { facts: ['new_medicine'] },
  canal_visit: { facts: ['reaction', 'new_medicine'] }, fixed_start: { facts: METAL }, activation: { facts: METAL }, rebond_emergency: { facts: METAL },
  expander: { facts: METAL, plan: ['turns', 'turns_per_day'] }, functional_start: { facts: METAL, plan: ['wear_hours'] }, retainer: { facts: [], plan: ['wear_hours'] },
}

/** What is known of one case besides its item. What the record says already is ticked; who knows better says so here. */
export function CaseOf({ series: s }: { series: Series }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const run = useRun(FOLLOWUP)
  const { busy, fault, attempt } = useAttempt()
  const of = CASES[s.protocol]
  if (!of || s.state !== 'open' || !may('followup.plan')) return null
  const put = (body: Parameters<typeof setCase>[1], before: Parameters<typeof setCase>[1]) => void attempt(async () => {
    await run(() => setCase(s, body), (after) => ({ say: t('calls.case_kept'), back: () => setCase(after, before) }))
  })
  return (
    <div className="fu-case" role="group" aria-label={t('calls.case')}>
      {of.facts.map((k) => <Checkbox key={k} disabled={busy} checked={!!s.flags[k]} onChange={(e) => put({ flags: { [k]: e.target.checked } }, { flags: { [k]: !e.target.checked } })}>{t(`calls.fact.${k}`)}</Checkbox>)}
      {(of.plan ?? []).map((k) => (
        <label key={k}>{t(`calls.plan.${k}`)} <InputNumber key={`${s.version}`} size="small" min={0} max={k === 'turns' ? 120 : k === 'wear_hours' ? 24 : 6} placeholder={t('calls.as_usual')} {...(s.plan[k] === undefined ? {} : { defaultValue: s.plan[k] })} disabled={busy} style={{ width: 84 }}
          onBlur={(e) => { const n = Number(e.target.value); if (e.target.value !== '' && n !== s.plan[k] && n >= 0) put({ plan: { [k]: n } }, { plan: { [k]: s.plan[k] ?? n } }) }} /></label>
      ))}
      {fault && <Fault error={fault} />}
    </div>
  )
}
