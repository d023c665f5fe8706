import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown, Select } from 'antd'
import { Suspense, lazy, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { useUndo } from '../../ui/Undo'
import { useAskBeforeLeaving } from '../../ui/leaving'
import { asProblem, useAttempt } from '../../ui/attempt'
import type { Problem } from '@archwire/api'
import { StaffSelect } from '../org/StaffSelect'
import { PartField } from './PartField'
import { SignForm } from './SignForm'
import { findingsOf, sectionsOf, textsOf, type Texts } from './parts'
import { KINDS, PARTS, RECORDS, keys, save, sign, submit, templates, type Kind, type Part, type Record } from './recordQueries'
import { useTeeth } from './useTeeth'

const TemplateDrawer = lazy(() => import('./TemplateDrawer'))

const PAUSE = 1000

/**
 * Keeps a draft while it is being written, one save after the other. A record that is
 * read again meanwhile (a finding was charted) says what was last saved: it is taken
 * where nothing waits to be saved, and never over what is being written. Where somebody
 * else wrote it, the save is refused, and giveWay lets what comes be taken.
 */
function useDraft(r: Record) {
  const [texts, setTexts] = useState<Texts>(() => textsOf(r.parts))
  const [kind, setKind] = useState<Kind>(r.kind)
  const [kept, setKept] = useState({ parts: r.parts, findings: r.findings })
  const [fault, setFault] = useState<Problem | null>(null)
  const [dirty, setDirty] = useState(false)
  const version = useRef(r.version)
  const wanted = useRef({ texts, kind, parts: r.parts, n: 0 })
  const saved = useRef(0)
  const running = useRef<Promise<void> | null>(null)
  const yields = useRef(false)
  const giveWay = useCallback(() => { yields.current = true }, [])
  useEffect(() => {
    const waits = saved.current !== wanted.current.n || running.current !== null
    if (r.version <= version.current || waits && !yields.current) return
    yields.current = false
    version.current = r.version
    wanted.current = { texts: textsOf(r.parts), kind: r.kind, parts: r.parts, n: saved.current }
    setTexts(wanted.current.texts)
    setKind(r.kind)
    setKept({ parts: r.parts, findings: r.findings })
    setFault(null)
    setDirty(false)
  }, [r])
  const flush = useCallback(async () => {
    while (running.current) await running.current
    if (saved.current === wanted.current.n) return
    const run = (async () => {
      while (saved.current !== wanted.current.n) {
        const w = wanted.current
        const done = await save(r.id, version.current, { kind: w.kind, parts: sectionsOf(w.texts, w.parts) })
        version.current = done.version
        saved.current = w.n
        wanted.current.parts = done.parts
        setKept({ parts: done.parts, findings: done.findings })
        setDirty(wanted.current.n !== w.n)
      }
      setFault(null)
    })()
    running.current = run.catch(() => {}).finally(() => { running.current = null })
    await run
  }, [r.id])
  const quietly = useCallback(() => { flush().catch((e: unknown) => setFault(asProblem(e))) }, [flush])
  const change = useCallback((next: Partial<{ texts: Texts; kind: Kind }>) => {
    wanted.current = { ...wanted.current, ...next, n: wanted.current.n + 1 }
    if (next.texts) setTexts(next.texts)
    if (next.kind) setKind(next.kind)
    setDirty(true)
  }, [])
  useEffect(() => {
    if (!dirty) return
    const id = setTimeout(quietly, PAUSE)
    return () => clearTimeout(id)
  }, [dirty, texts, kind, quietly])
  useEffect(() => () => quietly(), [quietly])
  useAskBeforeLeaving(dirty)
  return { texts, kind, kept, fault, dirty, version, change, flush, quietly, giveWay }
}

/** The record as it is written, at the chair. */
export function Editor({ r }: { r: Record }) {
  const { t } = useTranslation()
  const { me, may } = useDesk()
  const client = useQueryClient()
  const undo = useUndo()
  const d = useDraft(r)
  const known = useQuery({ queryKey: keys.templates, queryFn: templates, staleTime: 300_000 })
  const [signing, setSigning] = useState(false)
  const [reviewer, setReviewer] = useState<string>()
  const { busy, fault, attempt } = useAttempt()
  const teeth = useTeeth(r.patient.id, d.texts, (texts) => d.change({ texts }))
  const [phrase, setPhrase] = useState<{ part: Part; text: string } | null>(null)
  const list = known.data ?? []
  const again = () => client.invalidateQueries({ queryKey: RECORDS })
  const fill = (id: string) => {
    const x = list.find((y) => y.id === id)
    if (!x) return
    const before = d.texts
    const more = textsOf(x.parts)
    const next = { ...before }
    for (const p of PARTS) if (more[p]) next[p] = [before[p].trim(), more[p]].filter(Boolean).join('\n')
    d.change({ texts: next })
    undo.offer({ label: t('record.filled', { name: x.name }), undo: () => d.change({ texts: before }) })
  }
  /** Shows what somebody else wrote; what stood here is one undo away. */
  const takeTheirs = () => {
    const mine = d.texts
    d.giveWay()
    void again()
    undo.offer({ label: t('record.theirs'), undo: () => d.change({ texts: mine }) })
  }
  const finish = () => void attempt(async () => { await d.flush(); await submit(r.id, d.version.current, reviewer ?? ''); await again() })
  const toSign = () => void attempt(async () => { await d.flush(); setSigning(true) })
  const fits = list.filter((x) => x.form === 'template' && x.active && (!x.kind || x.kind === d.kind))
  const rest = list.filter((x) => x.form === 'template' && x.active && x.kind && x.kind !== d.kind)
  const item = (x: { id: string; name: string }) => ({ key: x.id, label: x.name, onClick: () => fill(x.id) })
  return (
    <div className="rc-cols">
      <div className="pn rc-paper">
        <div className="row rc-tools">
          <Select<Kind> aria-label={t('record.kind')} value={d.kind} onChange={(kind) => d.change({ kind })} options={KINDS.map((k) => ({ value: k, label: t(`charting.kind.${k}`) }))} style={{ minWidth: 110 }} />
          <Dropdown trigger={['click']} menu={{ items: [...fits.map(item), ...(rest.length > 0 ? [{ type: 'divider' as const }, ...rest.map(item)] : [])], style: { maxHeight: 420, overflow: 'auto' } }}>
            <Button>{t('record.template')}</Button>
          </Dropdown>
          <Button onClick={teeth.open}>{t('charting.tab.chart')}</Button>
          <small className="hint" role="status">{d.fault ? t('record.not_kept') : d.dirty ? t('record.keeping') : t('record.kept')}</small>
          <small className="hint rc-how">{t('record.how')}</small>
        </div>
        {d.fault && <Fault error={d.fault} onRetry={d.fault.code === 'db.stale' ? takeTheirs : d.quietly} />}
        {PARTS.map((p) => (
          <PartField key={p} part={p} value={d.texts[p]} kept={d.kept.parts.find((s) => s.part === p)?.lines ?? []} phrases={list.filter((x) => x.form === 'phrase' && x.active)}
            findings={findingsOf(d.kept.findings, p)} onChange={(text) => d.change({ texts: { ...d.texts, [p]: text } })} onLeave={(caret) => { teeth.left(p, caret); if (d.dirty) d.quietly() }} onKeep={(text) => setPhrase({ part: p, text })} />
        ))}
      </div>
      <aside className="pn rc-side">
        <h2>{t('record.before_signing')}</h2>
        {d.kept.findings.length === 0 ? <p className="rc-fine">✓ {t('record.all_there')}</p>
          : <ul className="rc-hints">{d.kept.findings.map((f, i) => <li key={i} className={f.severity === 'error' ? 'bad' : 'warn'}><a href={`#part-${f.part}`} onClick={(e) => { e.preventDefault(); document.getElementById(`part-${f.part}`)?.focus() }}>{t(`charting.part.${f.part}`)}</a> {t(`charting.rule.${f.rule}`)}</li>)}</ul>}
        {fault && <Fault error={fault} />}
        <label className="rc-reason">{t('record.reviewer')}<StaffSelect {...(reviewer ? { value: reviewer } : {})} onChange={setReviewer} label={t('record.reviewer')} placeholder={t('record.no_reviewer')} only={(p) => p.may_do_licensed_acts && p.id !== r.author_id} /></label>
        <div className="row rc-do">
          <Button size="large" loading={busy} onClick={finish}>{t('record.submit')}</Button>
          {r.author_id === me.id && may('charting.sign') && <Button size="large" type="primary" loading={busy} onClick={toSign}>{t('record.sign')}</Button>}
        </div>
        {r.author_id !== me.id && <p className="hint">{t('record.author_signs', { name: r.author_name })}</p>}
      </aside>
      {teeth.drawer}
      <Suspense fallback={null}>
        {phrase && <TemplateDrawer writing={{ form: 'phrase', ...phrase }} onClose={() => { setPhrase(null); teeth.goOn() }} />}
      </Suspense>
      {signing && <SignForm title={t('record.sign_title')} findings={d.kept.findings} onClose={() => setSigning(false)}
        onDeny={async () => { d.change({ texts: { ...d.texts, history: [d.texts.history.trim(), t('record.allergy_denied_text')].filter(Boolean).join('\n') } }); await d.flush() }}
        onSign={async (proof, reasons) => { await sign(r.id, d.version.current, proof, reasons); setSigning(false); await again() }} />}
    </div>
  )
}
