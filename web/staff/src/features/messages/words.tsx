import { BellOutlined, CheckOutlined, ClockCircleOutlined, CloseOutlined, MinusOutlined, QuestionOutlined, SendOutlined, UserSwitchOutlined } from '@ant-design/icons'
import i18next from 'i18next'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import type { Send, State, Would } from './queries'

const LOOKS: Record<State, [Tone, ReactNode]> = {
  planned: ['plain', <ClockCircleOutlined key="m" aria-hidden />], sending: ['now', <SendOutlined key="m" aria-hidden />], waits_staff: ['warn', <UserSwitchOutlined key="m" aria-hidden />],
  unknown: ['bad', <QuestionOutlined key="m" aria-hidden />], accepted: ['plain', <SendOutlined key="m" aria-hidden />], delivered: ['good', <CheckOutlined key="m" aria-hidden />],
  failed: ['bad', <CloseOutlined key="m" aria-hidden />], dropped: ['plain', <MinusOutlined key="m" aria-hidden />], expired: ['plain', <BellOutlined key="m" aria-hidden />],
}

/** Where a message stands, in words, with a mark for those who do not see the colour. */
export function StateTag({ state }: { state: State }) {
  const { t } = useTranslation()
  const [tone, mark] = LOOKS[state]
  return <StatusTag tone={tone} mark={mark}>{t(`messages.state.${state}`)}</StatusTag>
}

const SENT: Record<Send['state'], Tone> = { sending: 'now', waits_staff: 'warn', accepted: 'plain', unknown: 'bad', delivered: 'good', failed: 'bad' }

/** Where one attempt stands. */
export function SendTag({ state }: { state: Send['state'] }) {
  const { t } = useTranslation()
  return <StatusTag tone={SENT[state]}>{t(`messages.send.${state}`)}</StatusTag>
}

/** Why something does not go, in words: a reason of ours, or the key of a text of the module that asked for it. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation()
  return (r) => (r === '' ? '' : r.includes('.') ? t(r, { defaultValue: r }) : t(`messages.reason.${r}`, { defaultValue: r }))
}

/** Names of what messages are for. */
export function usePurposeName(): (key: string) => string {
  const { t } = useTranslation()
  return (key) => t(`message.${key}`, { defaultValue: key })
}

/** The keys of every purpose that some module has declared: each has a text. */
export function usePurposeKeys(): string[] {
  const { i18n } = useTranslation()
  return useMemo(() => Object.keys((i18next.getResourceBundle('zh-CN', 'app') ?? {}) as object).filter((k) => k.startsWith('message.')).map((k) => k.slice(8)).sort(), [i18n.language])
}

/** What would become of a kind of message now: by which way it goes, or why not. */
export function Verdict({ would: w }: { would: Would }) {
  const { t } = useTranslation()
  const when = useWhen()
  const reason = useReason()
  if (w.do === 'go') return <StatusTag tone="good" mark={<CheckOutlined aria-hidden />}>{t(`messages.channel.${w.channel}`)}</StatusTag>
  if (w.do === 'later') return <><StatusTag tone="warn" mark={<ClockCircleOutlined aria-hidden />}>{t('msg.later', { at: when.full(w.at).slice(5) })}</StatusTag> <small className="hint">{reason(w.reason)}</small></>
  return <StatusTag tone="plain" mark={<CloseOutlined aria-hidden />}>{reason(w.reason)}</StatusTag>
}
