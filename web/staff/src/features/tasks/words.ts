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
  return {
    title: (x: Task): string => t(x.title_key, { ...args(x), defaultValue: t(`task.${x.kind}`, { defaultValue: x.kind }) }),
    owner: (x: Task): string => x.owner_name || role(x.role),
  }
}
