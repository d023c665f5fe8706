import { useQuery } from '@tanstack/react-query'
import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Staff = Schemas['OrgStaffBody']

/** Everybody whom the actor sees, those who left included, page after page. */
export async function everybody(): Promise<Staff[]> {
  const out: Staff[] = []
  for (let cursor = ''; ;) {
    const page = await answer(api.GET('/api/v1/org/staff', { params: { query: { limit: 200, gone: true, ...(cursor ? { cursor } : {}) } } }))
    out.push(...page.items)
    cursor = page.next
    if (!cursor) return out
  }
}

export const STAFF = ['org', 'staff'] as const

/** The people of the group in sight, for names and for choosing somebody. */
export function useEverybody() {
  return useQuery({ queryKey: [...STAFF, 'all'], queryFn: everybody, staleTime: 5 * 60_000 })
}

/** Names by id; '' for nobody and for somebody out of sight. */
export function useStaffName(): (id: string) => string {
  const { data } = useEverybody()
  return (id) => (id ? data?.find((p) => p.id === id)?.name ?? '' : '')
}
