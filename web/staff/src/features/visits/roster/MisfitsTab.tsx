import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDesk } from '../../../app/desk'
import { Empty } from '../../../ui/Empty'
import { Fault } from '../../../ui/Fault'
import { useAttempt } from '../../../ui/attempt'
import { useRun } from '../../../ui/run'
import { bookingPath } from '../booking/draft'
import { keys } from '../queries'
import { MisfitLine } from './insist'
import { settleMisfit, useMisfits, type Misfit } from './queries'

/** Booked visits that a change of the roster left without something: another time, or they stay as they are. */
export default function MisfitsTab() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const go = useNavigate()
  const run = useRun(keys.roster(clinic))
  const { busy, fault, attempt } = useAttempt()
  const list = useMisfits(clinic)
  const settle = (m: Misfit) => void attempt(async () => { await run(() => settleMisfit(clinic, m.visit_id), () => ({ say: t('roster.settled', { who: m.patient_name }) })) })
  return (
    <>
      {fault && <Fault error={fault} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Empty text={t('roster.no_misfits')} />}
      <ul className="rs-misfits">
        {list.data?.map((m) => (
          <li key={m.visit_id}>
            <span><MisfitLine m={m} /> <small>{t(`roster.cause.${m.cause}`)}</small></span>
            <span className="row">
              {may('visits.book') && <Button size="small" type="primary" onClick={() => void go(`${bookingPath({ move: m.visit_id, from: m.day })}&day=${m.day}`)}>{t('visits.screen.other_time')}</Button>}
              {may('visits.roster') && <Button size="small" loading={busy} onClick={() => settle(m)}>{t('roster.leave_it')}</Button>}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
