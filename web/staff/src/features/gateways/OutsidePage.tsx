import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { RequestCard } from './RequestCard'
import { GATEWAYS, keys, open, type Asked, type Named } from './queries'

/** What was asked of the outside world: what hangs first, each with what it means and what to do. */
export default function OutsidePage() {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const list = useQuery({ queryKey: keys.open(clinic), queryFn: () => open(clinic), enabled: clinic !== '' })
  useLiveQueries('gateways', GATEWAYS)
  if (list.isPending) return <Waiting />
  if (list.isError) return <Fault error={list.error} onRetry={() => void list.refetch()} />
  const hanging = [...list.data.open].sort((a, b) => Number(b.state === 'unknown') - Number(a.state === 'unknown'))
  const names = new Map(list.data.patients.map((p) => [p.id, p]))
  return (
    <Page title={t('gateways.title')} actions={<Link to="/cashier">{t('nav.cashier')}</Link>}>
      <section>
        <h2 className="sub">{t('gateways.open')}</h2>
        {hanging.length === 0 ? <Empty text={t('gateways.none')} /> : <List list={hanging} names={names} />}
      </section>
      <section>
        <h2 className="sub">{t('gateways.over')}</h2>
        {list.data.over.length === 0 ? <Empty text={t('gateways.none_over')} /> : <List list={list.data.over} names={names} />}
      </section>
    </Page>
  )
}

function List({ list, names }: { list: Asked[]; names: Map<string, Named> }) {
  return <div className="gw-list">{list.map((r) => <RequestCard key={r.id} asked={r} who={names.get(r.patient_id)} />)}</div>
}
