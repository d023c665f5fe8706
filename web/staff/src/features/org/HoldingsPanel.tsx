import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { HoldingsInput } from './HoldingsInput'
import { giveRoles, keys, type Holding, type Staff } from './queries'
import { useRoleName } from './roleName'

const word = (h: Holding): string => `${h.role} ${h.clinic_id ?? ''}`
const without = (list: Holding[], other: Holding[]): Holding[] => list.filter((h) => !other.some((o) => word(o) === word(h)))
const plain = (list: Holding[]): Holding[] => list.map((h) => ({ role: h.role, ...(h.clinic_id ? { clinic_id: h.clinic_id } : {}) }))

/** The roles of a person, clinic by clinic. They count from the next request on. */
export function HoldingsPanel({ person: p, editable }: { person: Staff; editable: boolean }) {
  const { t } = useTranslation()
  const { clinics } = useDesk()
  const name = useRoleName()
  const run = useRun(keys.staff, ['session'])
  const { busy, fault, clear, attempt } = useAttempt()
  const [list, setList] = useState<Holding[] | null>(null)
  const save = () => void attempt(async () => {
    const [give, take] = [plain(without(list!, p.holdings)), plain(without(p.holdings, list!))]
    if (give.length + take.length > 0) await run(() => giveRoles(p.id, give, take), () => ({ say: t('org.roles_changed', { name: p.name }), back: () => giveRoles(p.id, take, give) }))
    setList(null)
  })
  return (
    <Panel title={t('org.roles')} actions={editable && !list && <Button size="small" onClick={() => setList(p.holdings)}>{t('org.edit_roles')}</Button>}>
      {fault && <Fault error={fault} />}
      {list ? (
        <>
          <HoldingsInput value={list} onChange={setList} />
          <div className="row"><Button type="primary" loading={busy} onClick={save}>{t('form.save')}</Button><Button onClick={() => { clear(); setList(null) }}>{t('form.cancel')}</Button></div>
        </>
      ) : (
        <ul className="ls">{p.holdings.map((h) => <li key={word(h)}><b>{name(h.role)}</b><span>{h.clinic_id ? clinics.find((c) => c.id === h.clinic_id)?.name : t('org.whole_group')}</span></li>)}</ul>
      )}
      {!list && p.holdings.length === 0 && <p className="hint">{t('org.no_roles')}</p>}
    </Panel>
  )
}
