import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import { VISIT_STATES, clock, type Board, type BoardTemplate, type Clash, type VisitState } from '@archwire/domain'

/** The texts that every card needs, looked up once per language. */
export interface Words {
  t: TFunction
  state: Record<VisitState, string>
  /** What a kind of visit is called, whole and on a card. */
  name: (t: BoardTemplate) => string
  label: (t: BoardTemplate) => string
  suspected: string
  waitsForDoctor: string
  alert: string
  important: string
  firstVisit: string
}

export function useWords(): Words {
  const { t, i18n } = useTranslation()
  const language = i18n.language
  return useMemo(() => ({
    t,
    state: Object.fromEntries(VISIT_STATES.map((s) => [s, t(`board.state.${s}`)])) as Record<VisitState, string>,
    name: (k: BoardTemplate) => (language === 'en' ? k.name_en : k.name),
    label: (k: BoardTemplate) => (language === 'en' ? k.label_en : k.label),
    suspected: t('board.suspected'),
    waitsForDoctor: t('board.waits'),
    alert: t('board.alert'),
    important: t('board.important'),
    firstVisit: t('board.first_visit'),
  }), [t, language])
}

/** One clash as a sentence of the desk. */
export function clashText(t: TFunction, board: Board, c: Clash): string {
  const place = board.places.find((p) => p.id === c.place_id)?.name
  const doctor = board.doctors.find((d) => d.id === c.doctor_id)?.name
  const what = c.kind === 'pool_exhausted' ? t(c.reason) : place ?? doctor ?? ''
  const rule = c.reason && t(`visits.rule.${c.reason}`, c.reason)
  return t(`visits.screen.clash.${c.kind}`, { what, rule, who: c.holder?.patient.name ?? '', from: clock(c.start, board.zone), to: clock(c.end, board.zone) })
}

/** All clashes as one line, at most three of them. */
export function clashLine(t: TFunction, board: Board, list: readonly Clash[]): string {
  const head = list.slice(0, 3).map((c) => clashText(t, board, c))
  return list.length > 3 ? `${head.join(t('board.semicolon'))}…` : head.join(t('board.semicolon'))
}
