import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { matches } from '@archwire/domain'
import { useTemplates, type Template } from '../queries'
import { kindLabel, kindName } from '../words'
import { Combo } from './Combo'

/** The kinds of visit, found by name, initials, label or code. */
export function KindPicker({ autoFocus = false, onPick }: { autoFocus?: boolean; onPick: (k: Template) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const all = useTemplates()
  const rows = (all.data ?? []).filter((k) => k.offered && matches(text, k.name_zh, k.name_en, k.label_zh, k.label_en, k.code))
  return (
    <Combo label={t('visits.screen.kind')} placeholder={t('visits.screen.kind_hint')} autoFocus={autoFocus} rows={rows} rowKey={(k) => k.id} stale={all.isPending} onText={setText} onPick={onPick}
      render={(k) => <><em className={`bd-dot c-${k.colour}`} /><b>{kindName(k)}</b> <span>{kindLabel(k)}</span><small>{t('board.minutes', { n: k.minutes })}</small></>} />
  )
}
