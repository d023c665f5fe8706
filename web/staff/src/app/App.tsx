import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { RouterProvider } from 'react-router'
import { LoginPage } from '../features/session/LoginPage'
import type { Me, SessionDoor } from '../features/session/queries'
import { Desk } from './desk'
import { Broken } from './ErrorBoundary'
import { Frame } from './Frame'
import { Waiting, siteRouter } from './router'
import type { Search, Section } from './sections'

const CLINIC = 'archwire.clinic'

export interface AppProps {
  door: SessionDoor
  sections: Section[]
  search: Search
}

/** The program: log-in while nobody is there, the shell once somebody is. */
export function App(props: AppProps) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: false } } }))
  return <QueryClientProvider client={client}><Frame><Gate {...props} client={client} /></Frame></QueryClientProvider>
}

function Gate({ door, sections, search, client }: AppProps & { client: QueryClient }) {
  const me = useQuery({ queryKey: ['session'], queryFn: door.me, staleTime: Infinity })
  const set = useCallback((m: Me | null) => client.setQueryData(['session'], m), [client])
  const logout = useCallback(() => void door.logout().finally(() => { client.clear(); set(null) }), [door, client, set])
  if (me.isPending) return <Waiting />
  if (me.isError) return <Broken error={me.error} />
  if (!me.data) return <LoginPage door={door} onIn={set} />
  return <Site key={me.data.staff_id} me={me.data} sections={sections} search={search} onLogout={logout} />
}

function Site({ me, sections, search, onLogout }: { me: Me; sections: Section[]; search: Search; onLogout: () => void }) {
  const [clinic, setClinic] = useState(() => {
    const kept = localStorage.getItem(CLINIC)
    return me.clinics.some((c) => c.id === kept) ? kept! : (me.clinics[0]?.id ?? '')
  })
  const router = useMemo(
    () => siteRouter({ me, clinic, sections, search, onLogout, onClinic: (id) => { localStorage.setItem(CLINIC, id); setClinic(id) } }),
    [me, clinic, sections, search, onLogout],
  )
  const desk = useMemo(() => ({ me, clinic }), [me, clinic])
  return <Desk value={desk}><RouterProvider router={router} /></Desk>
}
