import { CheckOutlined, ClockCircleOutlined, CloseOutlined, PauseOutlined, WarningFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import type { Member, Tally, Words } from './queries'

const SIGNS: Record<string, [Tone, ReactNode]> = {
  due: ['now', <ClockCircleOutlined aria-hidden />], done: ['good', <CheckOutlined aria-hidden />], made_up: ['good', <CheckOutlined aria-hidden />], missed: ['bad', <CloseOutlined aria-hidden />],
  paused: ['plain', <PauseOutlined aria-hidden />], excused: ['plain', <PauseOutlined aria-hidden />],
}

/** What is said in two languages, in that of the screen. */
export function useWords(): (w: Words) => string {
  const { i18n } = useTranslation()
  return (w) => (i18n.language.startsWith('en') ? w.en : w.zh)
}

/** Where a day of the list stands; one that has not opened says when it does, one on which nothing is due which is the next. */
export function DayTag({ state, member, day }: { state: string; member: Member; day: string }) {
  const { t } = useTranslation()
  if (state === '' && member.state !== 'active') return <StatusTag tone="plain" mark={<PauseOutlined aria-hidden />}>{t(`checkin.member.${member.state}`)}</StatusTag>
  if (state === '' && member.next_day !== day) return <small className="hint">{t('checkin.not_due', { day: member.next_day.slice(5) })}</small>
  if (state === '') return <StatusTag tone="plain">{t('checkin.not_open', { at: member.remind_at })}</StatusTag>
  const [tone, mark] = SIGNS[state] ?? ['plain', null]
  return <StatusTag tone={tone} mark={mark}>{t(`checkin.state.${state}`)}</StatusTag>
}

/** What the latest days come to, and who should act on it by the ladder. */
export function TallyWords({ tally: x }: { tally: Tally }) {
  const { t } = useTranslation()
  return (
    <>
      {x.misses > 0 ? t('checkin.missed_row', { n: x.misses }) : x.streak > 0 ? t('checkin.streak_row', { n: x.streak }) : ''}
      {x.of > 0 && <small className="hint"> {t('checkin.of_14', { missed: x.missed_of_14, of: x.of })}</small>}
      {x.rung && <> <StatusTag tone={x.rung === 'wecom' ? 'warn' : 'bad'} mark={<WarningFilled aria-hidden />}>{t(`checkin.rung.${x.rung}`)}</StatusTag></>}
    </>
  )
}
