import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '@archwire/api'
import type { Board } from '@archwire/domain'
import { faultText } from '@archwire/i18n'
import { useDesk } from '../../../app/desk'
import type { Fit, RefusalDetails } from '../queries'
import { fitText } from '../words'
import { ClashWords } from './ClashList'

interface Props {
  board: Board
  refusal: Problem
  onFit: (f: Fit) => void
  onOverride: (reason: string) => void
}

/** Why it was not booked, who holds it, and the next times that would do. */
export function Refused({ board, refusal, onFit, onOverride }: Props) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [reason, setReason] = useState('')
  const { clashes = [], fits = [] } = (refusal.details ?? {}) as Partial<RefusalDetails>
  const hard = clashes.filter((c) => !c.warning)
  const yields = hard.length > 0 && hard.every((c) => c.overridable) && may('visits.override')
  return (
    <section className="bk-refused" role="alert">
      <p><b>{faultText(refusal.code, refusal.args)}</b></p>
      {hard.length > 1 && <ul>{hard.slice(1).map((c, i) => <li key={i}><ClashWords board={board} clash={c} /></li>)}</ul>}
      {fits.length > 0 && (
        <p className="vd-acts">{t('visits.screen.next_fits')} {fits.map((f) => <Button key={`${f.start} ${f.doctor_id}`} size="small" type="primary" onClick={() => onFit(f)}>{fitText(board, f)}</Button>)}</p>
      )}
      {yields && (
        <form className="vd-acts" onSubmit={(e) => { e.preventDefault(); if (reason.trim()) onOverride(reason.trim()) }}>
          <Input size="small" maxLength={200} value={reason} aria-label={t('board.override_why')} placeholder={t('board.override_why')} onChange={(e) => setReason(e.target.value)} />
          <Button size="small" danger htmlType="submit" disabled={!reason.trim()}>{t('board.override_do')}</Button>
        </form>
      )}
    </section>
  )
}
