import { useQuery } from '@tanstack/react-query'
import { Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { answer, type Schemas } from '@archwire/api'
import { api } from '../../app/api'
import { useLiveQueries } from '../../app/live'
import { Fault } from '../../ui/Fault'
import { StatusTag } from '../../ui/StatusTag'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import type { Tag } from './queries'

type MirroredTag = Schemas['MessagesMirroredBody']

const key = ['messages', 'tags']
const mirror = (id: string, mirrored: boolean) => answer(api.PUT('/api/v1/messages/tags/{id}', { params: { path: { id } }, body: { mirrored } }))

/** The tags that WeCom shows of customers, or once showed. */
export function useMirrored(enabled: boolean) {
  useLiveQueries('messages_tags', key)
  return useQuery({ queryKey: key, queryFn: async () => (await answer(api.GET('/api/v1/messages/tags'))).tags, enabled })
}

/** Whether WeCom shows a tag, on how many customers, and what it said against it. */
export function MirrorSwitch({ tag, state }: { tag: Tag; state: MirroredTag | undefined }) {
  const { t } = useTranslation()
  const run = useRun(key)
  const { busy, fault, attempt } = useAttempt()
  const on = state?.mirrored ?? false
  const turn = (to: boolean) => void attempt(async () => {
    await run(() => mirror(tag.id, to), () => ({ say: t(to ? 'lists.mirrored_on' : 'lists.mirrored_off', { name: tag.name }), back: () => mirror(tag.id, !to) }))
  })
  const refused = state?.accounts.find((a) => a.refused !== '')?.refused
  return (
    <span role="presentation" onClick={(e) => e.stopPropagation()} onKeyDown={(e) => e.stopPropagation()}>
      <Switch size="small" checked={on} loading={busy} onChange={turn} aria-label={t('lists.mirrored_of', { name: tag.name })} />
      {state && (on || state.shown > 0) && <small className="hint"> {t('lists.mirrored_shown', { n: state.shown })}</small>}
      {on && refused && <StatusTag tone="warn">{t('lists.mirrored_refused', { words: refused })}</StatusTag>}
      {fault && <Fault error={fault} />}
    </span>
  )
}
