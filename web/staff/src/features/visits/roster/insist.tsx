import { Button, Modal } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '@archwire/api'
import { useWhen } from '../../../ui/when'
import type { Misfit } from './queries'

interface Asked {
  visits: Misfit[]
  go: () => void
  stay: (e: Problem) => void
  why: Problem
}

/** Makes a change; where booked visits would no longer fit, it shows them and asks whether to go on. */
export type Insist = <T>(change: (confirm: boolean) => Promise<T>) => Promise<T>

/** A change of what stands may leave booked visits without what they need: they are shown before it is made. */
export function useInsist(): { insist: Insist; asking: React.ReactNode } {
  const [asked, setAsked] = useState<Asked | null>(null)
  const insist = useCallback<Insist>(async (change) => {
    try {
      return await change(false)
    } catch (e) {
      if (!(e instanceof Problem) || e.code !== 'visits.no_longer_fits') throw e
      const { visits = [] } = (e.details ?? {}) as { visits?: Misfit[] }
      await new Promise<void>((go, stay) => setAsked({ visits, go, stay, why: e }))
      return change(true)
    }
  }, [])
  const close = (yes: boolean) => {
    if (!asked) return
    setAsked(null)
    if (yes) asked.go()
    else asked.stay(asked.why)
  }
  return { insist, asking: asked && <Unfit visits={asked.visits} onClose={close} /> }
}

function Unfit({ visits, onClose }: { visits: Misfit[]; onClose: (go: boolean) => void }) {
  const { t } = useTranslation()
  return (
    <Modal open title={t('roster.unfit_title', { n: visits.length })} onCancel={() => onClose(false)} width={560} closable={{ 'aria-label': t('board.close') }}
      footer={<div className="row"><Button danger type="primary" onClick={() => onClose(true)}>{t('roster.unfit_go')}</Button><Button autoFocus onClick={() => onClose(false)}>{t('form.cancel')}</Button></div>}>
      <p>{t('roster.unfit_lead')}</p>
      <ul className="rs-unfit" tabIndex={0}>{visits.slice(0, 50).map((m) => <li key={m.visit_id}><MisfitLine m={m} /></li>)}</ul>
      {visits.length > 50 && <p>{t('roster.unfit_more', { n: visits.length - 50 })}</p>}
    </Modal>
  )
}

/** One visit that no longer fits, with what it lacks. */
export function MisfitLine({ m }: { m: Misfit }) {
  const { t } = useTranslation()
  const when = useWhen()
  const lacks = [...new Set(m.clashes.map((c) => t(`roster.lacks.${c.kind}`, { what: c.name })))]
  return <><b>{m.patient_name}</b> {when.full(m.starts_at)} <small>{lacks.join(' · ')}</small></>
}
