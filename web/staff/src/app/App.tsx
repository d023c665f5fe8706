import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { Suspense, lazy, useCallback, useEffect, useMemo, useState } from 'react'
import { RouterProvider } from 'react-router'
import { switchLocale, textsReady } from '@archwire/i18n'
import { isAccept } from '../features/session/accept'
import { cameBack, isWithinWeCom } from '../features/messages/customer/address'
import { callAddress } from '../features/visits/call/address'
import type { Me, SessionDoor } from '../features/session/queries'
import { sessionOver } from './api'
import { Desk, deskOf } from './desk'
import { Broken } from './ErrorBoundary'
import { Frame } from './Frame'
import { useRestedQueries } from './live'
import { siteRouter } from './router'
import type { Search, Section } from './sections'
import { Waiting } from './Waiting'

// What only somebody outside sees; who is at work does not load it.
const CallScreen = lazy(() => import('../features/visits/call/CallScreen'))
const AcceptPage = lazy(() => import('../features/session/AcceptPage'))
const LoginPage = lazy(() => import('../features/session/LoginPage'))
const Enter = lazy(() => import('../features/messages/customer/Enter'))
const MustChange = lazy(() => import('../features/session/MustChange'))

const CLINIC = 'archwire.clinic'
const ME = ['session']

export interface AppProps {
  door: SessionDoor
  sections: Section[]
  search: Search
}

/** The program: log-in while nobody is there, the shell once somebody is. */
export function App(props: AppProps) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: false } } }))
  return <QueryClientProvider client={client}><Frame><Suspense fallback={<Waiting />}>{callAddress() ? <CallScreen /> : <Gate {...props} client={client} />}</Suspense></Frame></QueryClientProvider>
}

function Gate({ door, sections, search, client }: AppProps & { client: QueryClient }) {
  const me = useQuery({ queryKey: ME, queryFn: door.me, staleTime: Infinity })
  const words = useQuery({ queryKey: ['words'], queryFn: () => textsReady().then(() => true), staleTime: Infinity })
  const [over, setOver] = useState(false)
  const [accepting, setAccepting] = useState(isAccept)
  useEffect(() => {
    const end = () => setOver(true)
    sessionOver.addEventListener('over', end)
    return () => sessionOver.removeEventListener('over', end)
  }, [])
  const enter = useCallback((m: Me | null) => {
    setOver(false)
    // What one person saw is not another's to see.
    if (client.getQueryData<Me>(ME)?.id !== m?.id) client.removeQueries({ predicate: (q) => q.queryKey[0] !== ME[0] })
    client.setQueryData(ME, m)
    if (m) void switchLocale(m.locale)
  }, [client])
  const logout = useCallback(() => void door.logout().catch(() => {}).finally(() => enter(null)), [door, enter])
  const changed = useCallback(async () => { await client.invalidateQueries({ queryKey: ME }) }, [client])
  const leave = useCallback((m: Me | null) => {
    window.history.replaceState(null, '', '/')
    setAccepting(false)
    enter(m)
  }, [enter])

  if (cameBack()) return <Enter door={door} />
  if (me.isPending) return <Waiting />
  if (accepting) return <AcceptPage door={door} onIn={leave} onLeave={() => leave(null)} />
  if (me.isError) return <Broken error={me.error} />
  if (!me.data && isWithinWeCom()) return <Enter door={door} />
  if (!me.data) return <LoginPage door={door} onIn={enter} />
  if (me.data.must_change) return <MustChange onChanged={changed} onLogout={logout} />
  if (words.isPending) return <Waiting />
  return (
    <>
      <Site key={me.data.id} me={me.data} door={door} sections={sections} search={search} onLogout={logout} onChanged={changed} />
      {over && <Suspense fallback={null}><LoginPage door={door} again={me.data} onIn={enter} /></Suspense>}
    </>
  )
}

interface SiteProps extends AppProps {
  me: Me
  onLogout: () => void
  onChanged: () => Promise<void>
}

/** The shell for one person. What they may do is looked up with each drawing, so that a change of roles needs no new log-in. */
function Site({ me, door, sections, search, onLogout, onChanged }: SiteProps) {
  const [chosen, setChosen] = useState(() => localStorage.getItem(CLINIC) ?? '')
  const router = useMemo(() => siteRouter(sections, search), [sections, search])
  const desk = useMemo(() => deskOf({
    me, chosen, onLogout, onChanged,
    onClinic: (id) => { localStorage.setItem(CLINIC, id); setChosen(id) },
    onLocale: (l) => { void switchLocale(l); void door.setLocale(l) },
  }), [me, chosen, door, onLogout, onChanged])
  useEffect(() => door.listen(me.id), [door, me.id])
  useRestedQueries()
  useEffect(() => { void switchLocale(me.locale) }, [me.locale])
  return <Desk value={desk}><RouterProvider router={router} /></Desk>
}
