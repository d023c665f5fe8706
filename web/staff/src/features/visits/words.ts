import { addDays, civilDay, clock, weekday, type Board, type BoardVisit } from '@archwire/domain'
import i18next, { type TFunction } from 'i18next'
import type { Fit, Template } from './queries'

/** "11月24日 周二", and the year where it is not this one. */
export function dayText(day: string, today = ''): string {
  const [y, m, d] = day.split('-').map(Number)
  const words = { m: m!, d: d!, y: y!, w: i18next.t(`day.${weekday(day)}`) }
  if (today && day === today) return i18next.t('day.today')
  if (today && day === addDays(today, 1)) return i18next.t('day.tomorrow')
  return i18next.t(today && today.slice(0, 4) !== day.slice(0, 4) ? 'day.with_year' : 'day.date', words)
}

/** "10:20 3号椅", with the day where it is another one. */
export function fitText(board: Board, f: Fit): string {
  const day = f.day === board.day ? '' : `${dayText(f.day)} `
  return `${day}${clock(f.start, board.zone)} ${placeNames(board, f.places)}`.trim()
}

/** The places in the order in which they are walked, each once in a row. */
export function placeNames(board: Pick<Board, 'places'>, ids: readonly string[]): string {
  const names = ids.map((id) => board.places.find((p) => p.id === id)?.name ?? '').filter(Boolean)
  return names.filter((n, i) => n !== names[i - 1]).join(' → ')
}

export const visitDay = (at: number, zone: string): string => civilDay(at, zone)

/** What a kind of visit is called in the language of the screen. */
export const templateName = (t: { name: string; name_en: string }): string => (i18next.language === 'en' ? t.name_en : t.name)
export const kindName = (t: Template): string => (i18next.language === 'en' ? t.name_en : t.name_zh)
export const kindLabel = (t: Template): string => (i18next.language === 'en' ? t.label_en : t.label_zh)

/** A reason of a list by its key, or the free words themselves. */
export const reasonText = (t: TFunction, reason: string): string => (reason ? t(`visits.reason.${reason}`, reason) : '')

/** "女 · 12 岁 · FC000123" */
export function aboutPatient(t: TFunction, p: BoardVisit['patient']): string {
  return [p.sex && t(`board.sex.${p.sex}`), p.age >= 0 && t('board.age', { n: p.age }), p.record_no].filter(Boolean).join(' · ')
}
