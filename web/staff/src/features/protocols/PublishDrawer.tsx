import { useQuery } from '@tanstack/react-query'
import { Alert, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { changes } from './changes'
import { PROTOCOLS, keys, publish, touched, whole, type Edited, type Protocol, type Touched, type Vocabulary } from './queries'
import { after, say } from './sentence'

/** What is new and whom it touches, before it is published. Only future steps change. */
export function PublishDrawer({ edited: e, words, open, onClose }: { edited: Edited; words: Vocabulary; open: boolean; onClose: (published: boolean) => void }) {
  const { t } = useTranslation()
  const { clinic, clinics } = useDesk()
  const run = useRun(PROTOCOLS)
  const key = e.protocol.key
  const seen = useQuery({ queryKey: keys.touched(key, e.version), queryFn: () => touched(key, clinic), enabled: open && !!e.draft })
  const list = e.draft ? changes(whole(e.protocol), whole(e.draft), words) : []
  const places = (seen.data?.clinics ?? []).map((id) => clinics.find((c) => c.id === id)?.name).filter(Boolean).join(t('app.comma'))
  return (
    <FormDrawer<{ note?: string }> open={open} width={620} title={t('protocols.publish_title', { name: say(e.protocol.name), n: e.number + 1 })} save={t('protocols.publish')} onClose={() => onClose(false)}
      onSave={async ({ note }) => { await run(() => publish(e, (note ?? '').trim()), () => ({ say: t('protocols.published', { n: e.number + 1 }) })); onClose(true) }}>
      {seen.isError && <Fault error={seen.error} />}
      {seen.data && <Alert type="info" showIcon role="status" style={{ marginBottom: 12 }} title={seen.data.series === 0 ? t('protocols.touches_nobody') : t('protocols.touches', { people: seen.data.patients, series: seen.data.series, places })}
        description={<>{(seen.data.moves ?? []).length > 0 && <ul className="pt-moves">{seen.data.moves.map((m) => <li key={m.step}><b>{stepName(m.step, e)}</b> {[m.moved > 0 && t('protocols.moved', { n: m.moved }), m.added > 0 && t('protocols.added', { n: m.added }), m.gone > 0 && t('protocols.gone', { n: m.gone })].filter(Boolean).join(t('app.comma'))}</li>)}</ul>}{t('protocols.future_only')}</>} />}
      {(seen.data?.people ?? []).length > 0 && <Whom people={seen.data!.people} all={seen.data!.patients} edited={e} />}
      <h3 className="sub">{t('protocols.what_changed')}</h3>
      <Changes list={list} />
      <Form.Item name="note" label={t('protocols.note')} extra={t('protocols.note_help')}><Input.TextArea rows={2} maxLength={1000} /></Form.Item>
    </FormDrawer>
  )
}

/** Whom it touches, by name: whose steps move first. */
function Whom({ people, all, edited }: { people: Touched['people']; all: number; edited: Edited }) {
  const { t } = useTranslation()
  const when = useWhen()
  const day = (at: number) => when.full(at).slice(5)
  const told = (m: Touched['people'][number]['moves'][number]): string => {
    const what = stepName(m.step, edited)
    return !m.from ? t('protocols.move_new', { what, to: day(m.to) }) : !m.to ? t('protocols.move_gone', { what, from: day(m.from) }) : t('protocols.move_from_to', { what, from: day(m.from), to: day(m.to) })
  }
  return (
    <details className="pt-whom">
      <summary>{t('protocols.whom', { n: all })}</summary>
      <ul className="ls">{people.map((p) => (
        <li key={p.patient_id}><Link to={`/patients/${p.patient_id}/calls`}>{p.name || p.record_no}</Link> <small className="hint">{p.record_no}</small>
          <span>{(p.moves ?? []).length > 0 ? p.moves.map(told).join(t('app.semicolon')) : t(p.next_at ? 'protocols.next_stays' : 'protocols.nothing_waits', { at: day(p.next_at) })}</span></li>
      ))}</ul>
      {people.length < all && <p className="hint">{t('protocols.whom_more', { n: all - people.length })}</p>}
    </details>
  )
}

const stepName = (key: string, e: Edited): string => {
  const of = (p: Protocol | undefined) => p?.steps?.find((s) => s.key === key)
  const s = of(e.draft) ?? of(e.protocol)
  return s ? after(s) : key
}

/** What differs, before and after. */
export function Changes({ list }: { list: ReturnType<typeof changes> }) {
  const { t } = useTranslation()
  if (list.length === 0) return <p className="hint">{t('protocols.nothing_changed')}</p>
  return (
    <ul className="pt-changes">{list.map((c) => (
      <li key={c.key}><b>{c.what}</b>
        {c.before && <del><span className="pt-word">{t('protocols.before')}</span>{c.before}</del>}
        {c.after && <ins><span className="pt-word">{t('protocols.now')}</span>{c.after}</ins>}
        {!c.after && <small>{t('protocols.removed')}</small>}
      </li>
    ))}</ul>
  )
}
