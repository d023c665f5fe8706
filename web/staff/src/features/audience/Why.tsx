import { CheckOutlined, CloseOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { PersonSelect } from '../patients/PersonSelect'
import { sayer } from './RuleWords'
import { useDictionary, useWhy, type Leaf } from './queries'
import type { Rule } from './rules'

/** Why a patient is in a segment or not: each condition with what it saw. */
export function Why({ id, patient }: { id: string; patient?: string }) {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const chosen = patient ?? params.get('patient') ?? ''
  const when = useWhen()
  const why = useWhy(id, chosen)
  return (
    <div className="au-why">
      {!patient && <div className="au-who"><PersonSelect value={chosen} {...(why.data ? { known: why.data.who.name } : {})} key={why.data?.who.id ?? ''} label={t('segments.why_who')} onChange={(p) => setParams(p ? { tab: 'why', patient: p } : { tab: 'why' }, { replace: true })} /></div>}
      {!chosen && <p className="hint">{t('segments.why_who')}</p>}
      {chosen && why.isPending && <Waiting />}
      {why.isError && <Fault error={why.error} />}
      {why.data && (
        <>
          <p><StatusTag tone={why.data.in ? 'good' : 'plain'} mark={why.data.in ? <CheckOutlined aria-hidden /> : <CloseOutlined aria-hidden />}>{t(why.data.in ? 'segments.why_in' : 'segments.why_out')}</StatusTag> {why.data.since > 0 && <span className="hint">{t('segments.since', { at: when.full(why.data.since) })}</span>}</p>
          <Trace rule={why.data.rule} leaf={why.data.leaf} />
        </>
      )}
    </div>
  )
}

/** A rule as it was judged, node by node. */
export function Trace({ rule, leaf }: { rule: Rule; leaf: Leaf }) {
  const { t, i18n } = useTranslation()
  const dict = useDictionary()
  const say = sayer(t as never, i18n.language, dict.data)
  return <ul className="au-trace"><Judged rule={rule} leaf={leaf} say={say.leaf} /></ul>
}

function Judged({ rule, leaf, say }: { rule: Rule; leaf: Leaf; say: (r: Rule) => string }) {
  const { t } = useTranslation()
  const branch = rule.op === 'and' || rule.op === 'or' || rule.op === 'not'
  return (
    <li>
      <span className={leaf.true ? 'au-true' : 'au-false'}>{leaf.true ? <CheckOutlined aria-label={t('segments.yes_leaf')} /> : <CloseOutlined aria-label={t('segments.no_leaf')} />} {branch ? (rule.op === 'not' ? t('segments.not') : t(`segments.join.${rule.op}`)) : say(rule)}</span>
      {!branch && <small className="hint"> {seen(t as never, rule, leaf)}</small>}
      {branch && <ul>{(rule.rules ?? []).map((r, i) => (leaf.rules?.[i] ? <Judged key={i} rule={r} leaf={leaf.rules[i]} say={say} /> : null))}</ul>}
    </li>
  )
}

/** What a condition looked at, in a few words. */
function seen(t: (k: string, a?: Record<string, unknown>) => string, rule: Rule, leaf: Leaf): string {
  const list = leaf.seen ?? []
  if (list.length === 0) return t('segments.seen.none')
  return list.map((x) => {
    const range = x.from && x.to && !x.from.startsWith('0001') ? t('segments.seen.range', { from: x.from, to: x.to }) : ''
    const what = rule.op === 'event' || rule.op === 'absent' || rule.op === 'seq' ? t('segments.seen.n', { n: x.number }) + (x.day ? t('segments.seen.day', { day: x.day }) : '') : x.day || x.word || (x.number ? String(x.number) : '')
    return [what, range].filter(Boolean).join(' · ')
  }).join('; ')
}
