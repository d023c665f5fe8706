import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Problem } from '@archwire/api'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { useAttempt } from '../../ui/attempt'
import { RECORDS, begin } from './recordQueries'

/** Begins a record of a visit and opens it; one's own that is there already is opened. Who signs nothing as a dentist writes for the visit's doctor. */
export function BeginButton({ visit, doctor, size = 'small' }: { visit: string; doctor: string; size?: 'small' | 'middle' }) {
  const { t } = useTranslation()
  const { me, may } = useDesk()
  const go = useNavigate()
  const client = useQueryClient()
  const { busy, fault, attempt } = useAttempt()
  const start = () => void attempt(async () => {
    const author = may('charting.amend') ? '' : doctor
    try {
      const r = await begin(visit, author === me.id ? '' : author)
      await client.invalidateQueries({ queryKey: RECORDS })
      void go(`/records/${r.id}`)
    } catch (e) {
      const there = e instanceof Problem && e.code === 'charting.record_exists' ? (e.details as { id?: string }).id : undefined
      if (!there) throw e
      void go(`/records/${there}`)
    }
  })
  return <>{fault && <Fault error={fault} />}<Button size={size} loading={busy} onClick={start}>{t('charting.begin')}</Button></>
}
