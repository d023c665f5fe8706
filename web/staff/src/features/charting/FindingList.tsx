import { Button, Input, Popover, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { useAttempt } from '../../ui/attempt'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useToothWords, type Notation } from '../../tooth/words'
import { chartKey, strikeFinding, type Chart, type Charted } from './chartQueries'

/** All that was written of the mouth, the latest first. A wrong one is struck out and stays to be read. */
export function FindingList({ chart, until, notation }: { chart: Chart; until: string; notation: Notation }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const when = useWhen()
  const words = useToothWords(notation)
  const [struck, setStruck] = useState(false)
  const rows = chart.findings.filter((f) => f.day <= until && (struck || !f.struck_at)).reverse()
  const wrong = chart.findings.some((f) => f.struck_at)
  return (
    <div className="ch-list"><Panel title={t('teeth.findings')} actions={wrong && <label><Switch size="small" checked={struck} onChange={setStruck} aria-label={t('teeth.show_struck')} /> {t('teeth.show_struck')}</label>}>
      <DataTable<Charted> rows={rows} rowKey="id" empty={t('teeth.none')} columns={[
        { title: t('teeth.day'), dataIndex: 'day', width: 110 },
        { title: t('teeth.site'), width: 160, render: (_, f) => <span className={f.struck_at ? 'ch-old' : ''}>{words.site(f.site)}</span> },
        { title: t('teeth.what'), render: (_, f) => <><span className={f.struck_at ? 'ch-old' : ''}><b>{words.what(f.what, f.detail)}</b> {f.state !== 'found' && t(`charting.finding_state.${f.state}`)} {f.pontics && `${t('teeth.pontic')} ${words.site(f.pontics)}`}</span> {f.note && <small>{f.note}</small>}
          {f.struck_at > 0 && <small className="ch-why">{t('teeth.struck', { who: f.struck_by, when: when.full(f.struck_at), why: f.struck_because.startsWith('charting.struck.') ? t(f.struck_because) : f.struck_because })}</small>}</> },
        { title: t('teeth.by'), width: 110, render: (_, f) => f.written_by },
        ...(may('charting.write') ? [{ title: t('teeth.strike'), width: 90, render: (_: unknown, f: Charted) => (f.struck_at ? null : <Strike finding={f} patient={chart.patient_id} />) }] : []),
      ]} />
    </Panel></div>
  )
}

function Strike({ finding, patient }: { finding: Charted; patient: string }) {
  const { t } = useTranslation()
  const run = useRun(chartKey(patient))
  const { busy, fault, attempt } = useAttempt()
  const [open, setOpen] = useState(false)
  const [why, setWhy] = useState('')
  const strike = () => void attempt(async () => {
    await run(() => strikeFinding(finding.id, why.trim()), () => ({ say: t('teeth.struck_done') }))
    setOpen(false)
  })
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="left" destroyOnHidden content={
      <div className="ch-strike">
        <Input autoFocus value={why} maxLength={200} onChange={(e) => setWhy(e.target.value)} placeholder={t('teeth.strike_why')} aria-label={t('teeth.strike_why')} onPressEnter={() => { if (why.trim()) strike() }} />
        {fault && <Fault error={fault} />}
        <Button danger size="small" loading={busy} disabled={!why.trim()} onClick={strike}>{t('teeth.strike')}</Button>
      </div>
    }><Button size="small" type="text">{t('teeth.strike')}</Button></Popover>
  )
}
