import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { keys, matrix, type Role } from './queries'

export const useMatrix = () => useQuery({ queryKey: keys.roles, queryFn: matrix, staleTime: 5 * 60_000 })

/** Names of roles: the program's in the reader's language, the group's own as they were named. */
export function useRoleName(): (id: string) => string {
  const { t } = useTranslation()
  const { data } = useMatrix()
  return (id) => data?.roles.find((r) => r.id === id)?.name || t(`org.role.${id}`, { defaultValue: id })
}

/** The roles in the order of the program, the group's own last. */
export const ordered = (roles: Role[]): Role[] => [...roles.filter((r) => r.built_in), ...roles.filter((r) => !r.built_in)]
