import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { Problem, answer, type Schemas } from '@archwire/api'
import { needTexts } from '@archwire/i18n'
import { clock } from '@archwire/domain'
import { api } from '../../../app/api'
import { callAddress } from './address'
import './call.css'

type Called = Schemas['VisitsCalled']

/** How often the screen looks, in milliseconds: it has no log-in, so it hears no stream. */
const EVERY = 4000
/** How long a new call stands out. */
const FRESH = 20_000
/** The screen hangs where it is read: its own zone is the clinic's. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

/** The screen on the wall of the waiting area: who is called where, with masked names. */
export default function CallScreen() {
  const { t } = useTranslation()
  const ready = useQuery({ queryKey: ['words', 'call'], staleTime: Infinity, queryFn: () => needTexts('call').then(() => true) })
  const [address] = useState(callAddress)
  const screen = useQuery({
    queryKey: ['call', address], enabled: address !== null, refetchInterval: EVERY, refetchIntervalInBackground: true, retry: false,
    queryFn: () => answer(api.GET('/api/v1/visits/open/call-screens/{group}/{secret}', { params: { path: address! } })),
  })
  const data = screen.data
  const fresh = useFresh(data?.called)
  const gone = screen.error instanceof Problem && screen.error.status === 404
  if (!ready.data) return null
  if (!address || gone) return <main className="cs"><h1>{t('call.gone')}</h1></main>
  return (
    <main className="cs">
      <header><h1>{data?.clinic}</h1><time>{data ? clock(data.now, ZONE) : ''}</time></header>
      {screen.isError && <p className="cs-off" role="status">{t('call.offline')}</p>}
      <section aria-live="polite">
        <h2>{t('call.title')}</h2>
        <ul className="cs-called">
          {data?.called.length === 0 && <li className="none">{t('call.nobody')}</li>}
          {data?.called.slice(0, 6).map((c) => <li key={keyOf(c)} className={fresh.has(keyOf(c)) ? 'fresh' : ''}><b>{c.name}</b><span>{t('call.please')}</span><strong>{c.place}</strong></li>)}
        </ul>
      </section>
      <section>
        <h2>{t('call.waiting')} <small>{data?.waiting.length ?? 0}</small></h2>
        <ol className="cs-waiting">{data?.waiting.slice(0, 24).map((c) => <li key={keyOf(c)}>{c.name}</li>)}</ol>
      </section>
    </main>
  )
}

const keyOf = (c: Called): string => `${c.name} ${c.place} ${c.since}`

/** The calls that are new since the last look: they stand out for a while. */
function useFresh(called: readonly Called[] | undefined): Set<string> {
  const seen = useRef<Map<string, number> | null>(null)
  const [fresh, setFresh] = useState(new Set<string>())
  useEffect(() => {
    if (!called) return
    const now = Date.now()
    const before = seen.current
    seen.current = new Map(called.map((c) => [keyOf(c), before ? (before.get(keyOf(c)) ?? now) : 0]))
    setFresh(new Set([...seen.current].filter(([, at]) => now - at < FRESH).map(([k]) => k)))
  }, [called])
  return fresh
}
