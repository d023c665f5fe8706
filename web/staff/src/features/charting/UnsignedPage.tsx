import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { answer } from '@archwire/api'
import { api } from '../../app/api'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { Page, Panel } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { PagesOfRecords } from './PagesOfRecords'
import { SignForm } from './SignForm'
import { rulesOf } from './parts'
import { RECORDS } from './recordQueries'

const unsigned = () => answer(api.GET('/api/v1/charting/unsigned'))
type Unsigned = Awaited<ReturnType<typeof unsigned>>
type Row = Unsigned['items'][number]

/** Whether one password is enough: oneself signs it, nobody is asked first and no rule stands against it. */
const ready = (r: Row): boolean => r.mine && r.findings.length === 0 && r.review.state !== 'asked'

/** What oneself has written and not signed; what the rules let pass is signed with one password. */
export default function UnsignedPage() {
  const { t } = useTranslation()
  const { may } = useDesk()
  const client = useQueryClient()
  const key = [...RECORDS, 'unsigned']
  const list = useQuery({ queryKey: key, queryFn: unsigned })
  useLiveQueries('records', key)
  const [off, setOff] = useState<readonly string[]>([])
  const [signing, setSigning] = useState(false)
  const [left, setLeft] = useState<ReadonlyMap<string, string>>(new Map())
  const chosen = (list.data?.items ?? []).filter((r) => ready(r) && !off.includes(r.id))
  const turn = (id: string) => setOff(off.includes(id) ? off.filter((x) => x !== id) : [...off, id])
  return (
    <Page title={t('record.unsigned_title')} lead={t('record.unsigned_lead')} actions={may('charting.sign') && <Button type="primary" size="large" disabled={chosen.length === 0} onClick={() => setSigning(true)}>{t('record.sign_several', { n: chosen.length })}</Button>}>
      <PagesOfRecords />
      {list.isPending && <Waiting />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && list.data.reviews.length > 0 && (
        <Panel title={t('record.to_review', { n: list.data.reviews.length })}>
          <ul className="ls">{list.data.reviews.map((r) => <li key={r.id}><Link to={`/records/${r.id}`}>{r.name}</Link><span>{r.day} · {r.author_name}</span></li>)}</ul>
        </Panel>
      )}
      {list.data && (list.data.items.length === 0 ? <Empty text={t('record.all_signed')} /> : (
        <Panel title={t('record.unsigned', { n: list.data.items.length })}>
          <ul className="rc-unsigned">
            {list.data.items.map((r) => (
              <li key={r.id}>
                <Checkbox checked={ready(r) && !off.includes(r.id)} disabled={!ready(r)} onChange={() => turn(r.id)} aria-label={`${r.name} ${r.day}`} />
                <div>
                  <p className="row"><Link to={`/records/${r.id}`}><b>{r.name}</b></Link> <span>{r.record_no} · {r.day} · {t(`charting.kind.${r.kind}`)}{!r.mine && ` · ${r.author_name}`}</span>
                    <StatusTag tone={r.state === 'draft' ? 'plain' : 'warn'}>{t(`charting.state.${r.state}`)}</StatusTag>{r.review.state && <StatusTag tone="plain">{t(`charting.review.${r.review.state}`)}</StatusTag>}</p>
                  {r.findings.length > 0 && <p className="hint">{rulesOf(r.findings).map((f) => t(`charting.rule.${f.rule}`)).join(t('app.semicolon'))}</p>}
                  {left.has(r.id) && <p className="ch-why" role="alert">{t(`fault.${left.get(r.id)!}`, { defaultValue: left.get(r.id)!, count: r.findings.length })}</p>}
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      ))}
      {signing && <SignForm title={t('record.sign_several', { n: chosen.length })} findings={[]} onClose={() => setSigning(false)}
        onSign={async (proof) => {
          const done = await answer(api.POST('/api/v1/charting/unsigned/sign', { body: { records: chosen.map((r) => ({ id: r.id, version: r.version })), ...proof } }))
          setLeft(new Map(done.items.filter((d) => d.code).map((d) => [d.id, d.code])))
          setSigning(false)
          await client.invalidateQueries({ queryKey: RECORDS })
        }} />}
    </Page>
  )
}
