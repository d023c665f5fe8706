import { useQuery } from '@tanstack/react-query'
import { Checkbox, Form, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useDesk } from '../../app/desk'
import { Customer } from './MovesPanel'
import { askMoves, movable, moveCustomers, moveKeys, type Move, type Mover } from './moves'

interface Values { kind: Move['kind']; to: string; words: string }

/** WeCom takes as many characters of what customers read. */
const MOST = 200

/** Whose customers go to whom, which of them, and what they read. */
export function MoveDrawer({ from, all, clinic, onClose }: { from: Mover; all: readonly Mover[]; clinic: string; onClose: () => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const { clinics } = useDesk()
  const run = useRun(moveKeys.all(clinic))
  const [form] = Form.useForm<Values>()
  const first: Move['kind'] = from.left ? 'resigned' : 'on_job'
  const kind = Form.useWatch('kind', form) ?? first
  const to = Form.useWatch('to', form)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const found = useQuery({ queryKey: moveKeys.customers(clinic, from.account_id, from.userid), queryFn: () => moveCustomers(clinic, from.account_id, from.userid) })
  const name = from.name || from.userid
  const takers = all.filter((m) => m.takes && m.account_id === from.account_id && m.userid !== from.userid).map((m) => ({ value: m.staff_id, label: m.name }))
  const customers = found.data ?? []
  const can = customers.filter((c) => movable(c, kind))
  const chosen = can.filter((c) => !left.has(c.contact_id))
  const twice = customers.filter((c) => c.why === 'twice' && kind === 'on_job').length
  const moving = customers.filter((c) => c.why === 'moving').length
  const turn = (id: string, on: boolean) => setLeft((old) => { const next = new Set(old); if (on) next.delete(id); else next.add(id); return next })
  const words = (id: string | undefined) => t('msg.move_words_are', { from: name, to: takers.find((x) => x.value === id)?.label ?? '' })
  const save = async (v: Values) => {
    await run(() => askMoves({ clinic_id: clinic, account_id: from.account_id, from_userid: from.userid, to_staff_id: v.to, kind: v.kind, contact_ids: chosen.map((c) => c.contact_id), words: v.kind === 'on_job' ? v.words ?? '' : '' }),
      (n) => ({ say: t('msg.move_said', { n: n.asked }) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open form={form} width={620} title={t('msg.move_of', { name })} save={t('msg.move_save', { n: chosen.length })} initial={{ kind: first, words: '' }} onSave={async (v) => { if (chosen.length > 0) await save(v) }} onClose={onClose}>
      <Form.Item name="kind" label={t('msg.move_kind_of')} extra={t(`msg.move_kind_${kind}`)}><Radio.Group options={(['on_job', 'resigned'] as const).map((k) => ({ value: k, label: t(`messages.move_kind.${k}`) }))} /></Form.Item>
      <Form.Item name="to" label={t('msg.move_to')} extra={t('msg.move_to_help')} rules={[{ required: true, message: t('form.required') }]}><Select showSearch optionFilterProp="label" options={takers} notFoundContent={t('msg.move_no_taker')} onChange={(id: string) => { if (!form.isFieldTouched('words')) form.setFieldValue('words', words(id)) }} /></Form.Item>
      {kind === 'on_job' && <Form.Item name="words" label={t('msg.move_words')} extra={t('msg.move_words_help')}><Input.TextArea autoSize={{ minRows: 2 }} maxLength={MOST} disabled={!to} /></Form.Item>}
      {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <p className="hint">{t('app.loading')}</p>}
      {found.data && <>
        <div className="ms-moves-sum" role="status"><b>{t('msg.move_sum', { n: customers.length, can: can.length })}</b>{twice > 0 && <span>{t('msg.move_sum_twice', { n: twice })}</span>}{moving > 0 && <span>{t('msg.move_sum_moving', { n: moving })}</span>}</div>
        <Checkbox checked={can.length > 0 && chosen.length === can.length} indeterminate={chosen.length > 0 && chosen.length < can.length} disabled={can.length === 0} onChange={(e) => setLeft(e.target.checked ? new Set() : new Set(can.map((c) => c.contact_id)))}>{t('msg.move_all')}</Checkbox>
        <ul className="ms-moves" tabIndex={0} aria-label={t('msg.move_which')}>{customers.map((c) => {
          const fine = movable(c, kind)
          return (
            <li key={c.contact_id}><Checkbox checked={fine && !left.has(c.contact_id)} disabled={!fine} aria-label={c.nick || t('msg.nameless')} onChange={(e) => turn(c.contact_id, e.target.checked)} />
              <span><Customer nick={c.nick} patients={c.patients} /></span>
              <small className="hint">{!fine ? t(`messages.move_why.${c.why}`) : [clinics.length > 1 ? clinics.find((x) => x.id === c.clinic_id)?.short_name ?? '' : '', c.since > 0 ? t('msg.move_since', { at: when.day(c.since) }) : ''].filter(Boolean).join(' · ')}</small></li>
          )
        })}</ul>
      </>}
    </FormDrawer>
  )
}
