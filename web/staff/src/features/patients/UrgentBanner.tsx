import { FieldTimeOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/api'
import { useWhen } from '../../ui/when'
import { keys } from './queries'

const MINUTE = 60_000

/** Says that the record was opened urgently, that it is noted, and how long it stays open. */
export function UrgentBanner({ until }: { until: number }) {
  const { t } = useTranslation()
  const { clock } = useWhen()
  const client = useQueryClient()
  const [left, setLeft] = useState(() => until - serverNow())
  useEffect(() => {
    const id = setInterval(() => {
      const now = until - serverNow()
      setLeft(now)
      // The hour is over: what is shown goes, and the server says that it is not to be seen.
      if (now <= 0) { clearInterval(id); void client.resetQueries({ queryKey: keys.all }) }
    }, 1000)
    return () => clearInterval(id)
  }, [until, client])
  return (
    <section className="ug" aria-label={t('patients.urgent')}>
      <FieldTimeOutlined aria-hidden /> <b>{t('patients.urgent_open')}</b>
      <span>{t('patients.urgent_left', { n: Math.max(0, Math.ceil(left / MINUTE)), until: clock(until) })}</span>
    </section>
  )
}
