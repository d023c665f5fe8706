import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page, Panel } from '../../ui/Page'
import { SETTINGS, lines } from './queries'
import { ValueLine } from './ValueLine'

const moduleOf = (key: string): string => key.split('.')[0]!

/** The numbers by which the program works, for the group and for each clinic. */
export default function ValuesPage() {
  const { t, i18n } = useTranslation()
  const { clinics, clinic, mayInGroup } = useDesk()
  const [scope, setScope] = useState(mayInGroup('settings.read') ? '' : clinic)
  const [text, setText] = useState('')
  const list = useQuery({ queryKey: [...SETTINGS, scope, i18n.language], queryFn: () => lines(scope) })
  const typed = text.trim().toLowerCase()
  const shown = (list.data ?? []).filter((l) => !typed || `${l.title} ${l.help} ${l.key}`.toLowerCase().includes(typed))
  return (
    <Page title={t('settings.page.values')} lead={t('settings.values_help')} actions={
      <>
        <Input.Search allowClear value={text} onChange={(e) => setText(e.target.value)} placeholder={t('settings.filter')} aria-label={t('settings.filter')} style={{ width: 220 }} />
        <Select value={scope} onChange={setScope} aria-label={t('settings.scope')} popupMatchSelectWidth={false} style={{ minWidth: 150 }}
          options={[...(mayInGroup('settings.read') ? [{ value: '', label: t('org.whole_group') }] : []), ...clinics.map((c) => ({ value: c.id, label: c.name }))]} />
      </>
    }>
      {list.isPending && <Waiting />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && shown.length === 0 && <Empty text={t('settings.none')} />}
      {grouped(shown, (l) => moduleOf(l.key)).map(([module, rows]) => (
        <Panel key={module} title={t(`settings.module.${module}`, { defaultValue: module })}>
          {rows.map((l) => <ValueLine key={`${scope} ${l.key}`} line={l} clinic={scope} />)}
        </Panel>
      ))}
    </Page>
  )
}
