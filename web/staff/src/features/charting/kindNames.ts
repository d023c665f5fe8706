import { useTemplates } from '../visits/queries'
import { kindName } from '../visits/words'

/** The kinds of visit of the clinic, to choose from. */
export function useKinds(): { value: string; label: string }[] {
  const { data } = useTemplates()
  return (data ?? []).map((k) => ({ value: k.id, label: kindName(k) }))
}

/** The name of a kind of visit by its id; '' while it is not known. */
export function useKindName(): (id: string) => string {
  const kinds = useKinds()
  return (id) => kinds.find((k) => k.value === id)?.label ?? ''
}
