import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { addDays, weekday } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page, Panel } from '../../ui/Page'
import { useWhen } from '../../ui/when'
import { Bar } from './Bar'
import { keys, load, type Load } from './queries'

const SLOTS = ['morning', 'own', 'second', 'afternoon', 'evening'] as const

interface Day { day: string; slots: Record<string, Load>; calls: number; forms: number; messages: number }

/** The load by days; a day without any is one as well. */
export function daysOf(list: readonly Load[], first: string, n: number): Day[] {
  return Array.from({ length: n }, (_, i) => {
    const day = addDays(first, i)
    const of = list.filter((l) => l.day === day)
    const sum = (k: 'calls' | 'forms' | 'messages') => of.reduce((x, l) => x + l[k], 0)
    return { day, slots: Object.fromEntries(of.map((l) => [l.slot, l])), calls: sum('calls'), forms: sum('forms'), messages: sum('messages') }
  })
}

/** How many calls and forms come in the next fourteen days, by what is planned already. */
export default function LoadPage() {
  const { t } = useTranslation()
  const { clinic, clinics } = useDesk()
  const when = useWhen()
  const got = useQuery({ queryKey: keys.load(clinic), queryFn: () => load(clinic), enabled: clinic !== '' })
  const days = daysOf(got.data ?? [], when.today(), 14)
  const most = Math.max(1, ...days.map((d) => d.calls + d.forms))
  const empty = days.every((d) => d.calls + d.forms + d.messages === 0)
  return (
    <Page title={t('protocols.load')} lead={t('protocols.load_lead')}>
      <Bar />
      {got.isError && <Fault error={got.error} onRetry={() => void got.refetch()} />}
      <Panel title={clinics.find((c) => c.id === clinic)?.name ?? ''} actions={<span className="pt-legend"><i className="pt-call" />{t('followup.way.call')}<i className="pt-form" />{t('followup.way.form')}</span>}>
        {got.data && empty ? <Empty text={t('protocols.load_none')} /> : (
          <ol className="pt-days" aria-busy={got.isPending}>{days.map((d) => (
            <li key={d.day} aria-label={t('protocols.load_day', { day: d.day, calls: d.calls, forms: d.forms })}>
              <span className="pt-day">{d.day.slice(5)}<small>{t(`protocols.weekday.${weekday(d.day)}`)}</small></span>
              <span className="pt-bars">{SLOTS.filter((s) => d.slots[s]).map((s) => <Bars key={s} slot={s} of={d.slots[s]!} most={most} />)}</span>
              <span className="pt-sum"><b>{t('protocols.n_calls', { n: d.calls })}</b><span>{t('protocols.n_forms', { n: d.forms })}</span>{d.messages > 0 && <small className="hint">{t('protocols.n_messages', { n: d.messages })}</small>}</span>
            </li>
          ))}</ol>
        )}
        <p className="hint">{t('protocols.load_how')}</p>
      </Panel>
    </Page>
  )
}

function Bars({ slot, of, most }: { slot: (typeof SLOTS)[number]; of: Load; most: number }) {
  const { t } = useTranslation()
  const width = (n: number) => `${(100 * n) / most}%`
  return (
    <span className="pt-barline"><small>{t(`followup.slot.${slot}`)}</small>
      <span className="pt-track">{of.calls > 0 && <i className="pt-call" style={{ width: width(of.calls) }} />}{of.forms > 0 && <i className="pt-form" style={{ width: width(of.forms) }} />}</span>
      <small>{of.calls}{of.forms > 0 && ` + ${of.forms}`}</small>
    </span>
  )
}
