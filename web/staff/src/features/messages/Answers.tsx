import { CheckOutlined, WarningFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useWhen } from '../../ui/when'
import { keys, logOf } from './queries'

/** What providers answered, as it came, each with its seal; fetched when it is asked for. */
export function Answers({ id }: { id: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (!open) return <div><Button size="small" onClick={() => setOpen(true)}>{t('msg.log')}</Button></div>
  return <Panel title={t('msg.log')}><List id={id} /></Panel>
}

function List({ id }: { id: string }) {
  const { t } = useTranslation()
  const when = useWhen()
  const log = useQuery({ queryKey: keys.log(id), queryFn: () => logOf(id) })
  if (log.isPending) return <Waiting />
  if (log.isError) return <Fault error={log.error} onRetry={() => void log.refetch()} />
  if (log.data.length === 0) return <Empty text={t('msg.log_none')} />
  return (
    <ol className="ms-log">
      {log.data.map((h, i) => (
        <li key={i}>
          <div className="row"><small className="hint">{when.full(h.at)}</small><b>{h.what}</b>{h.status > 0 && <code>{h.status}</code>}
            {h.sound ? <StatusTag tone="good" mark={<CheckOutlined aria-hidden />}>{t('msg.sound')}</StatusTag> : <StatusTag tone="bad" mark={<WarningFilled aria-hidden />}>{t('msg.unsound')}</StatusTag>}</div>
          {h.way === 'silence' ? <p className="hint">{t('msg.silence')}</p> : <pre tabIndex={0}>{h.body}</pre>}
        </li>
      ))}
    </ol>
  )
}
