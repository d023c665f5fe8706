import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { answer } from '@archwire/api'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useDictionary } from '../audience/queries'
import { sayer } from '../audience/RuleWords'
import type { Rule as AudienceRule } from '../audience/rules'
import { ordered, useMatrix, useRoleName } from '../org/roleName'
import { asks } from './graph'
import { useJourneys } from './queries'
import type { Choice, EventChoice, Vocabulary } from './vocabulary'

/** Facts of which journeys may speak and rules may not. */
const BESIDE = ['visits.arrived', 'visits.moved', 'visits.rescheduled', 'billing.received'] as const

/** What steps may speak of, once it is there. */
export function useLoadedVocabulary(): { words: Vocabulary | null; error: unknown; again: () => void } {
  const { t, i18n } = useTranslation()
  const { mayAnywhere } = useDesk()
  const dict = useDictionary()
  const roles = useMatrix()
  const roleName = useRoleName()
  const journeys = useJourneys()
  const reads = mayAnywhere('content.view')
  const texts = useQuery({ queryKey: ['content', 'texts'], queryFn: async () => (await answer(api.GET('/api/v1/content/texts'))).items ?? [], enabled: reads, retry: false, retryOnMount: false })
  const faces = useQuery({ queryKey: ['content', 'faces'], queryFn: async () => (await answer(api.GET('/api/v1/content/faces'))).items ?? [], enabled: reads, retry: false, retryOnMount: false })
  const zh = i18n.language.startsWith('zh')
  const words = useMemo((): Vocabulary | null => {
    if (!roles.data || !journeys.data || !dict.data || (reads && (texts.isPending || faces.isPending))) return null
    const d = dict.data
    const listed = (source: string | undefined): Choice[] => (source ? d.lists[source] ?? [] : []).map((x) => ({ value: x.value, label: (zh ? x.zh : x.en) || x.value }))
    const events: EventChoice[] = [
      ...d.kinds.map((k) => ({
        value: k.key, label: t(`audience.kind.${k.key.replace('.', '_')}`),
        fields: k.fields.map((f) => ({ key: f.key, label: t(`audience.field.${f.key}`), number: f.type === 'number' || f.type === 'money', money: f.type === 'money', choices: f.choices.length ? f.choices.map((c) => ({ value: c, label: t(`audience.field.${f.key}.${c}`) })) : listed(f.source) })),
      })),
      ...BESIDE.filter((k) => !d.kinds.some((x) => x.key === k)).map((k) => ({ value: k, label: t(`jny.event.${k}`), fields: [] })),
    ]
    const all = {
      segments: listed('segments'), events, tags: listed('tags'), roles: ordered(roles.data.roles).map((r) => ({ value: r.id, label: roleName(r.id) })), journeys: journeys.data.map((j) => ({ value: j.id, label: j.name })),
      texts: (texts.data ?? []).filter((x) => !x.retired_at).map((x) => ({ value: x.key, label: x.name || x.key, class: x.class })), coupons: (faces.data ?? []).filter((x) => !x.retired).map((x) => ({ value: x.key, label: (zh ? x.name_zh : x.name_en || x.name_zh) || x.key })),
    }
    const nameOf = (list: readonly Choice[]) => (key: string) => list.find((x) => x.value === key)?.label ?? key
    const field = (event: string, key: string) => events.find((e) => e.value === event)?.fields.find((f) => f.key === key)
    const say = sayer(t as never, i18n.language, d)
    return {
      ...all, segment: nameOf(all.segments), event: nameOf(events), text: nameOf(all.texts), role: nameOf(all.roles), coupon: nameOf(all.coupons), journey: nameOf(all.journeys), tag: nameOf(all.tags),
      field: (event, key) => field(event, key)?.label ?? t(`journeys.field.${key}`, { defaultValue: key }),
      value: (event, key, v) => { const f = field(event, key); return f?.money ? `¥${Number(v) / 100}` : f?.choices.find((c) => c.value === v)?.label ?? String(v ?? '') },
      rule: (r) => (asks(r) ? say.whole(r as unknown as AudienceRule) : t('jny.missing')),
    }
  }, [roles.data, journeys.data, dict.data, texts.data, faces.data, texts.isPending, faces.isPending, reads, i18n.language, t])
  return { words, error: roles.error ?? journeys.error ?? dict.error ?? texts.error ?? faces.error, again: () => { void roles.refetch(); void journeys.refetch(); void dict.refetch(); if (reads) { void texts.refetch(); void faces.refetch() } } }
}
