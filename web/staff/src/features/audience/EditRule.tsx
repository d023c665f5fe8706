import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { Fault } from '../../ui/Fault'
import { asProblem, useAttempt } from '../../ui/attempt'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { People } from './Members'
import { RuleEditor } from './RuleEditor'
import { RuleWords } from './RuleWords'
import { AUDIENCE, dropDraft, keys, preview, putInForce, useChange, writeDraft, type Detail } from './queries'
import { pathOfField, type Rule, type RuleFaults } from './rules'

/** The rule of a segment: read as sentences, changed in groups, tried before it is kept. */
export function EditRule({ s, edit }: { s: Detail; edit: boolean }) {
  const { t } = useTranslation()
  const latest = s.versions[0]
  const [rule, setRule] = useState<Rule>(latest?.rule ?? s.rule)
  const run = useRun(AUDIENCE)
  const step = useAttempt()
  const [asked, setAsked] = useState(rule)
  useEffect(() => {
    const later = setTimeout(() => setAsked(rule), 400)
    return () => clearTimeout(later)
  }, [rule])
  const body = JSON.stringify(asked)
  const now = useQuery({ queryKey: keys.preview(body), queryFn: ({ signal }) => preview(asked, signal), placeholderData: keepPreviousData, retry: false })
  const faults = now.isError ? faultsOf(now.error) : {}
  const draft = latest !== undefined && !latest.live
  const changed = JSON.stringify(rule) !== JSON.stringify(latest?.rule)
  const keep = () => step.attempt(async () => { await run(() => writeDraft(s, rule), () => ({ say: t('segments.saved') })) })
  const drop = () => step.attempt(async () => {
    const was = latest!.rule
    await run(() => dropDraft(s), (now) => ({ say: t('segments.dropped'), back: () => writeDraft(now, was) }))
  })
  return (
    <div className="au-two">
      <Panel title={t('segments.rule')}>
        <RuleWords rule={rule} />
        {edit && <RuleEditor value={rule} onChange={setRule} faults={faults} />}
        {step.fault && <Fault error={step.fault} />}
        {edit && (
          <div className="row">
            <Button type={changed ? 'primary' : 'default'} disabled={!changed || now.isError} loading={step.busy} onClick={() => void keep()}>{t('segments.save_draft')}</Button>
            {draft && s.state === 'live' && !changed && <Button onClick={() => void drop()}>{t('segments.drop_draft')}</Button>}
          </div>
        )}
        {edit && draft && !changed && <SwitchPanel s={s} />}
      </Panel>
      <Panel title={now.data ? t('segments.count_now', { n: now.data.number }) : t('segments.counting')}>
        {now.isError && Object.keys(faults).length === 0 && <Fault error={now.error} />}
        {now.data && now.data.seen !== now.data.number && <p className="hint">{t('segments.seen_of', { n: now.data.seen })}</p>}
        <div aria-live="polite"><People rows={now.data?.people} loading={now.isPending} /></div>
      </Panel>
    </div>
  )
}

/** What putting the latest version in force would do; shown before it is done. */
function SwitchPanel({ s }: { s: Detail }) {
  const { t } = useTranslation()
  const run = useRun(AUDIENCE)
  const step = useAttempt()
  const change = useChange(s.id, s.version, true)
  const go = () => step.attempt(async () => { await run(() => putInForce(s), (b) => ({ say: t('segments.switched', { in: s.state === 'live' ? b.entered : b.size, out: b.left }) })) })
  if (change.isError) return <Fault error={change.error} />
  return (
    <section className="au-switch" aria-label={t('segments.diff')}>
      <h3>{t('segments.diff')}</h3>
      {change.data && (change.data.in + change.data.out === 0 ? <p>{t('segments.diff_same')}</p> : (
        <>
          <p><b className="au-true">{t('segments.diff_in', { n: change.data.in })}</b> · <b className="au-false">{t('segments.diff_out', { n: change.data.out })}</b></p>
          <Names label={t('segments.diff_who_in')} list={change.data.coming.map((p) => p.name)} />
          <Names label={t('segments.diff_who_out')} list={change.data.leaving.map((p) => p.name)} />
        </>
      ))}
      {step.fault && <Fault error={step.fault} />}
      <Button type="primary" loading={step.busy} disabled={!change.data} onClick={() => void go()}>{t('segments.switch')}</Button>
    </section>
  )
}

function Names({ label, list }: { label: string; list: readonly string[] }) {
  return list.length === 0 ? null : <p className="hint">{label}: {list.slice(0, 12).join('、')}{list.length > 12 ? '…' : ''}</p>
}

/** The faults of a rule by the path of their node. */
function faultsOf(error: unknown): RuleFaults {
  const out: Record<string, string> = {}
  for (const e of asProblem(error).errors) if (e.field.startsWith('rule')) out[pathOfField(e.field)] ??= faultText(e.code, e.args)
  return out
}
