import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { yuan } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Fault } from '../../ui/Fault'
import { asProblem, useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { register } from './deskQueries'
import { BILLING } from './queries'

/** The registration fee by one act; a second one on the same day is asked about. */
export function RegisterButton({ patient, small = false }: { patient: string; small?: boolean }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(BILLING)
  const { busy, fault, attempt } = useAttempt()
  const [twice, setTwice] = useState(false)
  const go = (again: boolean) => void attempt(async () => {
    setTwice(false)
    try {
      await run(() => register(clinic, patient, again), (b) => ({ say: t('billing.registered', { amount: yuan(b.owed) }) }))
    } catch (e) {
      if (asProblem(e).code !== 'billing.already_registered') throw e
      setTwice(true)
    }
  })
  return (
    <>
      <Popconfirm open={twice} title={t('billing.registered_today')} onConfirm={() => go(true)} onCancel={() => setTwice(false)}>
        <Button {...(small ? { size: 'small' as const } : {})} loading={busy} onClick={(e) => { e.stopPropagation(); go(false) }}>{t('billing.register')}</Button>
      </Popconfirm>
      {fault && <Fault error={fault} />}
    </>
  )
}
