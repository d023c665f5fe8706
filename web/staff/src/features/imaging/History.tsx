import { useTranslation } from 'react-i18next'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { useWhen } from '../../ui/when'
import { useHistory, type History as All, type Image } from './queries'

type Step = All['steps'][number]

/** What happened to an image: brought in, filed anew, withdrawn and put back, each with who, when and what became different. */
export function History({ of: i }: { of: Image }) {
  const { t } = useTranslation()
  const when = useWhen()
  const steps = useHistory(i)
  if (steps.isPending) return <Waiting />
  if (steps.isError) return <Fault error={steps.error} onRetry={() => void steps.refetch()} />
  const changes = (s: Step, was: Step | undefined): string => {
    const one = (name: string, a: string, b: string) => (a === b ? '' : t('imaging.history.change', { what: name, from: a || t('imaging.history.none'), to: b || t('imaging.history.none') }))
    if (!was) return [t(`imaging.slot.${s.slot}`), s.site, s.day, s.order_id && t('imaging.history.ordered')].filter(Boolean).join(' · ')
    return [
      one(t('imaging.slot_label'), t(`imaging.slot.${was.slot}`), t(`imaging.slot.${s.slot}`)), one(t('imaging.site_label'), was.site, s.site), one(t('imaging.add.day'), was.day, s.day),
      s.visit_id !== was.visit_id && t(s.visit_id ? 'imaging.history.visit' : 'imaging.history.no_visit'), s.order_id !== was.order_id && t(s.order_id ? 'imaging.history.ordered' : 'imaging.history.no_order'),
      s.reason && t('imaging.withdrawn.why', { why: s.reason }),
    ].filter(Boolean).join(' · ')
  }
  return (
    <ol className="ig-steps" aria-label={t('imaging.history')}>
      {steps.data.map((s, n) => (
        <li key={s.at + s.step}><b>{t(`imaging.step.${s.step}`)}</b> <small>{[s.by, when.full(s.at)].filter(Boolean).join(' ')}</small><br />{changes(s, steps.data[n - 1])}</li>
      )).reverse()}
    </ol>
  )
}
