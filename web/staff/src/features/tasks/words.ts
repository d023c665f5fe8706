import { useTranslation } from 'react-i18next'
import { useWhen } from '../../ui/when'
import { useRoleName } from '../org/roleName'
import type { Task } from './queries'

/** What a task says: its title with instants as the clinic's clock shows them, and who has it. */
export function useTaskWords() {
  const { t } = useTranslation()
  const when = useWhen()
  const role = useRoleName()
  const args = (x: Task): Record<string, string> =>
    Object.fromEntries(Object.entries(x.title_args ?? {}).map(([k, v]) => [k, typeof v === 'number' && v > 1e11 ? when.full(v) : String(v)]))
  const until = (at: number) => when.full(at).slice(5, 10)
  return {
    title: (x: Task): string => t(x.title_key, { ...args(x), defaultValue: t(`task.${x.kind}`, { defaultValue: x.kind }) }),
    owner: (x: Task): string => x.owner_name || role(x.role),
    /** Who stands in for an owner who is not there; '' where the owner is. */
    away: (x: Task): string => {
      const a = x.owner_away
      if (!a) return ''
      return a.stand_in ? t('tasks.away_named', { name: a.stand_in, back: until(a.back_at) }) : t('tasks.away_role', { role: role(a.stand_in_role), back: until(a.back_at) })
    },
  }
}
