import { CheckOutlined, ClockCircleOutlined, ExperimentOutlined, PlusOutlined, WarningFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Grid } from 'antd'
import { useState, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { AccountDrawer } from './AccountDrawer'
import { TrialDrawer } from './TrialDrawer'
import { Userids } from './Userids'
import { asTested } from './tested'
import { accounts, keys, testAccount, type Account } from './queries'
import './messages.css'

/** The group's accounts at providers of channels; keys go in and never come out. */
export default function ChannelsPage() {
  const { t } = useTranslation()
  const { clinics } = useDesk()
  const list = useQuery({ queryKey: keys.accounts, queryFn: accounts })
  const run = useRun(keys.accounts)
  const { fault, attempt } = useAttempt()
  const [open, setOpen] = useState<Account | 'new' | null>(null)
  const [added, setAdded] = useState('')
  const [trying, setTrying] = useState<Account | null>(null)
  const [nth, setNth] = useState(0) // a fresh form each time, however soon after the last
  const show = (a: Account | 'new') => { setNth(nth + 1); setOpen(a) }
  const test = (a: Account) => void attempt(async () => { await run(() => testAccount(a.id)) })
  const trial = (a: Account) => { setNth(nth + 1); setTrying(a) }
  useLiveQueries('messages', keys.accounts)
  const wide = Grid.useBreakpoint().md
  const press = (act: () => void) => (e: MouseEvent) => { e.stopPropagation(); act() }
  const buttons = (a: Account) => <span className="ms-tries"><Button size="small" onClick={press(() => test(a))}>{t('msg.test')}</Button>{a.kind !== 'mini' && <Button size="small" onClick={press(() => trial(a))}>{t('msg.trial')}</Button>}</span>
  // Without an address of the open net no callback comes in, and no link in a message opens.
  const hidden = list.data?.some((a) => a.enabled && a.base_url !== 'double' && !a.notice.startsWith('https://'))
  const corps = list.data?.filter((a) => a.kind === 'wecom') ?? []
  return (
    <Page title={t('msg.accounts')} lead={t('msg.accounts_help')} actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => show('new')}>{t('msg.add_account')}</Button>}>
      {(fault ?? list.error) && <Fault error={fault ?? list.error} />}
      {hidden && <Alert type="warning" showIcon role="status" title={t('msg.no_address')} description={t('msg.no_address_help')} />}
      <DataTable<Account> rows={list.data} rowKey="id" loading={list.isPending} empty={t('msg.no_accounts')} onOpen={show} columns={[
        { title: t('msg.account'), render: (_, a) => <><b>{t(`messages.account.${a.kind}`)}</b> {a.name} {a.base_url === 'double' && <StatusTag tone="warn" mark={<ExperimentOutlined aria-hidden />}>{t('msg.double')}</StatusTag>} {!a.enabled && <StatusTag tone="plain">{t('msg.off')}</StatusTag>}</> },
        { title: t('msg.app'), responsive: ['md'], width: 210, render: (_, a) => <code>{appOf(a)}</code> },
        { title: t('msg.sign'), responsive: ['lg'], width: 110, render: (_, a) => (a.sign_name ? `【${a.sign_name}】` : '') },
        { title: t('msg.whose_account'), responsive: ['md'], width: 110, render: (_, a) => (a.clinic_id ? clinics.find((c) => c.id === a.clinic_id)?.name : t('org.whole_group')) },
        { title: t('msg.test'), width: wide ? 260 : 170, render: (_, a) => <><Tested account={a} /><div className="ms-narrow">{buttons(a)}</div></> },
        { title: '', width: 130, align: 'right', responsive: ['md'], render: (_, a) => buttons(a) },
      ]} />
      {corps.map((a) => <Userids key={a.id} account={a} />)}
      <TrialDrawer key={`trial ${nth}`} of={trying} onClose={() => setTrying(null)} />
      <AccountDrawer key={nth} of={open} added={open !== null && open !== 'new' && open.id === added} onAdded={(a) => { setAdded(a.id); show(a) }} onClose={() => { setAdded(''); setOpen(null) }} onStale={() => list.refetch().then((r) => setOpen((now) => (now && now !== 'new' ? r.data?.find((a) => a.id === now.id) ?? now : now)))} />
    </Page>
  )
}

/** What the provider calls the account. */
const appOf = (a: Account): string => a.corp_id || a.app_id || a.access_key_id || a.secret_id

/** What came of the last test, in the provider's words where it refused. */
export function Tested({ account: a }: { account: Account }) {
  const { t } = useTranslation()
  const when = useWhen()
  if (!a.tested_at) return <StatusTag tone="plain">{t('msg.untested')}</StatusTag>
  const said = asTested(a.tested, a.tested_ok)
  const at = <small className="hint">{when.full(a.tested_at).slice(5)}</small>
  if (said.what === 'under_way') return <StatusTag tone="now" mark={<ClockCircleOutlined aria-hidden />}>{t('msg.testing')}</StatusTag>
  if (said.what !== 'refused') return <><StatusTag tone="good" mark={<CheckOutlined aria-hidden />}>{t(`msg.tested.${said.what}`)}</StatusTag> {at}{said.what === 'accepted' && <small className="hint ms-said">{t('msg.look_at_phone')}</small>}</>
  return <><StatusTag tone="bad" mark={<WarningFilled aria-hidden />}>{t('msg.test_bad')}</StatusTag> {at}{said.help && <span className="ms-said">{t(`msg.lacks.${said.help}`)}</span>}{said.words && <small className="hint ms-said">{said.words}</small>}</>
}
