import { ArrowLeftOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { Suspense, lazy, useEffect, useImperativeHandle, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { useDesk } from '../../../app/desk'
import { Waiting } from '../../../app/Waiting'
import { useAttempt } from '../../../ui/attempt'
import { Fault } from '../../../ui/Fault'
import { instantOf } from '../../../ui/localTime'
import { useUndo } from '../../../ui/Undo'
import { useWhen } from '../../../ui/when'
import { usePage } from '../../patients/queries'
import { FOLLOWUP, attempt as tryOut, keys, record, takeBack, useContact, type Contact, type Trial } from '../queries'
import { ResultView } from '../ResultView'
import { CallForm } from './CallForm'
import { Finish } from './Finish'
import { Judgement } from './Judgement'
import { Script } from './Script'
import { Who } from './Who'
import { given, shown } from './answer'
import { calledOf, lacks, outcomeOf, useDraft, type Draft } from './draft'

const BookHere = lazy(() => import('./BookHere'))

/** What the page's keys do to the call that is open. */
export interface PaneKeys {
  unanswered: () => void
  number: () => void
  complaint: () => void
  book: () => void
  save: () => void
}

interface Props {
  id: string
  keys: RefObject<PaneKeys | null>
  onDone: () => void
  onReady: (id: string) => void
  onBack: () => void
}

/** One contact: who and why, what to say, what to ask, what came of it. */
export function CallPane({ id, ...p }: Props) {
  const { t } = useTranslation()
  const one = useContact(id)
  if (one.isPending) return <div className="cd-pane"><Waiting /></div>
  if (one.isError) return <div className="cd-pane"><Fault error={one.error} onRetry={() => void one.refetch()} /></div>
  const back = <Button className="cd-back" icon={<ArrowLeftOutlined />} onClick={p.onBack}>{t('calls.back')}</Button>
  const open = one.data.contact.state === 'open' || one.data.contact.state === 'sent'
  return (
    <section className="cd-pane" aria-label={one.data.contact.patient.name}>
      {back}
      {open ? <Call contact={one.data} {...p} /> : <Done contact={one.data} keys={p.keys} />}
    </section>
  )
}

/** A contact that is over: what was answered, and the way to correct it. */
function Done({ contact, keys }: { contact: Contact; keys: RefObject<PaneKeys | null> }) {
  const who = useRef<{ number: () => void }>(null)
  const nothing = () => {}
  useImperativeHandle(keys, () => ({ unanswered: nothing, number: () => who.current?.number(), complaint: nothing, book: nothing, save: nothing }), [])
  return <><Who contact={contact} keys={who} /><ResultView contact={contact} /></>
}

function Call({ contact: c, keys, onDone, onReady }: { contact: Contact } & Omit<Props, 'id' | 'onBack'>) {
  const { t } = useTranslation()
  const { me } = useDesk()
  const { zone } = useWhen()
  const id = c.contact.id
  const [draft, change, clear] = useDraft(me.id, id)
  const who = useRef<{ number: () => void }>(null)
  const page = usePage(c.contact.patient_id)
  const { data: trial, isPending: unsure } = useTrial(id, draft)
  const questions = shown(c.questions ?? [], draft.answers, trial?.asked ?? undefined)
  const save = useSave(c)
  const [booking, setBooking] = useState(false)
  const [missing, setMissing] = useState('')
  useEffect(() => setMissing(''), [draft])
  // Which questions there are is known once the server has said so: the focus would be lost on one that goes.
  useEffect(() => { if (!unsure) onReady(id) }, [id, onReady, unsure])
  const send = () => {
    const lack = lacks(draft)
    setMissing(lack)
    if (lack || save.busy) return
    void save.send(calledOf(draft, given(questions, draft.answers), page.data?.days ?? [], (local) => instantOf(local, zone)), trial).then((well) => { if (well) { clear(); onDone() } })
  }
  const complain = () => { change({ complaint: draft.complaint ?? '' }); requestAnimationFrame(() => document.getElementById('cd-complaint')?.focus()) }
  useImperativeHandle(keys, () => ({
    unanswered: () => change({ outcome: 'no_answer' }), number: () => who.current?.number(), complaint: complain, book: () => setBooking(true), save: send,
  }))
  const wrong = Object.fromEntries((save.fault?.errors ?? []).map((e) => [e.field.replace(/^answers\./, ''), faultText(e.code, e.args)]))
  return (
    <>
      <Judgement trial={trial} contact={c} />
      <Who contact={c} keys={who} />
      <div className="cd-two">
        <CallForm contact={c} questions={questions} draft={draft} trial={trial} page={page.data} wrong={wrong} onChange={change} onComplain={complain} onBook={() => setBooking(true)} />
        <Script contact={c} mood={draft.mood} trial={trial} />
      </div>
      {save.fault && <Fault error={save.fault} />}
      <Finish contact={c} draft={draft} outcome={outcomeOf(draft)} missing={missing && t(`calls.lacks.${missing}`)} busy={save.busy} onChange={change} onSave={send} />
      {booking && <Suspense fallback={null}><BookHere patient={c.contact.patient_id} doctor={c.contact.doctor_id} onBooked={() => { setBooking(false); change({ wish: 'book' }) }} onClose={() => setBooking(false)} /></Suspense>}
    </>
  )
}

/** What the answers come to, by the server, while they are entered. */
function useTrial(id: string, { answers, satisfaction }: Draft) {
  return useQuery({
    queryKey: keys.trial(id, answers, satisfaction), queryFn: ({ signal }) => tryOut(id, answers, satisfaction, signal), staleTime: 60_000, gcTime: 60_000,
    placeholderData: keepPreviousData,
  })
}

/** Records the call, and says what it set in motion. */
function useSave(c: Contact) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const when = useWhen()
  const { say, offer } = useUndo()
  const { busy, fault, attempt } = useAttempt()
  const keep = async (step: () => Promise<Contact>): Promise<Contact> => {
    try {
      const after = await step()
      client.setQueryData(keys.contact(c.contact.id), after)
      return after
    } finally {
      void client.invalidateQueries({ queryKey: FOLLOWUP })
      void client.invalidateQueries({ queryKey: ['tasks'] })
    }
  }
  const send = (body: Parameters<typeof record>[1], trial: Trial | undefined) => attempt(async () => {
    const after = await keep(() => record(c.contact, body))
    const alarm = body.outcome === 'reached' && trial && trial.level !== 'green'
    const words = [t('calls.saved', { name: c.contact.patient.name }), alarm ? t('calls.told_doctor', { doctor: c.contact.doctor, at: when.clock(trial.due_at) }) : '', body.complaint ? t('calls.complaint_raised') : '']
    const label = words.filter(Boolean).join(' · ')
    // A try in vain at the wrong name is taken back; what was heard is corrected by addition.
    const slip = (body.outcome === 'no_answer' || body.outcome === 'call_back') && after.contact.state === 'open' && !body.complaint
    if (slip) offer({ label, undo: async () => { await keep(() => takeBack(after.contact)) } })
    else say(label)
  })
  return { busy, fault, send }
}
