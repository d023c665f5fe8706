import { PhoneOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Form, Input, Timeline } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { Facts, Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { useRoleName } from '../org/roleName'
import { DueTag } from './DueTag'
import { HandOverForm } from './HandOverForm'
import { OutcomeForm } from './OutcomeForm'
import { SnoozeMenu } from './SnoozeMenu'
import { taskForm } from './forms'
import { TASKS, comment, handOver, history, keys, reopen, type Step, type Task } from './queries'
import { useTaskWords } from './words'
import './tasks.css'

/** One task: what it is about, what came of it, its history. */
export function TaskDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const words = useTaskWords()
  const one = useQuery({ queryKey: keys.one(id), queryFn: () => history(id), enabled: id !== '' })
  return (
    <Drawer open={id !== ''} size="min(560px, 100vw)" onClose={onClose} destroyOnHidden title={one.data ? words.title(one.data.task) : t('app.loading')}>
      {one.isPending && id !== '' && <Waiting />}
      {one.isError && <Fault error={one.error} onRetry={() => void one.refetch()} />}
      {one.data && <Content task={one.data.task} steps={one.data.steps} onDone={onClose} />}
    </Drawer>
  )
}

function Content({ task: x, steps, onDone }: { task: Task; steps: Step[]; onDone: () => void }) {
  const { t } = useTranslation()
  const { may, me } = useDesk()
  const words = useTaskWords()
  const run = useRun(TASKS)
  const { busy, fault, attempt } = useAttempt()
  const [handing, setHanding] = useState(false)
  const role = useRoleName()
  const open = x.state === 'open'
  const take = () => void attempt(async () => { await run(() => handOver(x, { owner_id: me.id }, ''), () => ({ say: t('tasks.taken') })) })
  const again = () => void attempt(async () => { await run(() => reopen(x), () => ({ say: t('tasks.step.reopened') })) })
  return (
    <div className="mg">
      <Facts rows={[
        [t('tasks.due'), <DueTag task={x} />], [t('tasks.kind'), t(`task.${x.kind}`, { defaultValue: x.kind })],
        [t('tasks.patient'), x.patient ? <><Link to={`/patients/${x.patient_id}`}>{x.patient.name}</Link> {x.patient.record_no} · {x.patient.phone_masked}</> : ''],
        [t('tasks.owner'), words.away(x) ? <>{words.owner(x)}<br /><small className="tk-stand">{words.away(x)}</small></> : words.owner(x)], [t('tasks.escalated_to'), x.escalated_to ? role(x.escalated_to) : ''], [t('tasks.last_outcome'), x.outcome ? t(`task.outcome.${x.outcome}`, { defaultValue: x.outcome }) : ''], [t('tasks.note'), x.note],
      ]} />
      {fault && <Fault error={fault} />}
      {x.own && <WhatCame task={x} onDone={onDone} />}
      {open && may('tasks.work') && (
        <>
          {!x.own && <WhatCame task={x} onDone={onDone} />}
          <div className="row">
            {x.owner_id !== me.id && <Button loading={busy} onClick={take}>{t('tasks.take')}</Button>}
            <Button onClick={() => setHanding(!handing)} aria-expanded={handing}>{t('tasks.hand_over')}</Button>
            <SnoozeMenu task={x} />
          </div>
          {handing && <HandOverForm task={x} onDone={() => setHanding(false)} />}
        </>
      )}
      {!open && !x.own && may('tasks.cancel') && <div><Button loading={busy} onClick={again}>{t('tasks.reopen')}</Button></div>}
      <History steps={steps} />
      {may('tasks.work') && <Remark id={x.id} />}
    </div>
  )
}

/** What came of it: in the form that the task's feature brings, else one button for each outcome. */
function WhatCame({ task: x, onDone }: { task: Task; onDone: () => void }) {
  const { t } = useTranslation()
  const Brought = taskForm(x.form)
  if (Brought) return <Suspense fallback={<Waiting />}><Brought task={x} onDone={onDone} /></Suspense>
  if (x.own) return x.state === 'open' ? <p className="hint">{t('fault.tasks.own_form')}</p> : null
  return <Panel title={t('tasks.outcome')}>{x.call && <Callee task={x} />}<OutcomeForm task={x} onDone={onDone} /></Panel>
}

/** Whom a call goes to. */
function Callee({ task: x }: { task: Task }) {
  if (!x.patient) return null
  return <p className="tk-callee"><PhoneOutlined aria-hidden /> <b>{x.patient.phone_masked}</b> <Link to={`/patients/${x.patient_id}`}>{x.patient.name}</Link></p>
}

function History({ steps }: { steps: Step[] }) {
  const { t } = useTranslation()
  const when = useWhen()
  const role = useRoleName()
  return (
    <Panel title={t('tasks.history')}>
      <Timeline items={[...steps].reverse().map((s, i) => ({
        key: `${s.at} ${i}`,
        content: (
          <>
            <b>{t(`tasks.step.${s.what}`, { defaultValue: s.what })}</b> {s.outcome && t(`task.outcome.${s.outcome}`, { defaultValue: s.outcome })} {s.what === 'handed_over' && (s.owner || role(s.role))} {s.text}
            <br /><small className="hint">{when.full(s.at)} · {s.actor || t('tasks.program')}{s.what === 'moved' || s.what === 'tried' ? ` · ${t('tasks.due')} ${when.full(s.due_at)}` : ''}</small>
          </>
        ),
      }))} />
    </Panel>
  )
}

function Remark({ id }: { id: string }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ text: string }>()
  const run = useRun(keys.one(id))
  const { busy, fault, attempt } = useAttempt()
  const send = ({ text }: { text: string }) => void attempt(async () => { await run(() => comment(id, text)); form.resetFields() })
  return (
    <>
      {fault && <Fault error={fault} />}
      <Form form={form} layout="inline" onFinish={send}>
        <Form.Item name="text" style={{ flex: 1 }} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={1000} placeholder={t('tasks.remark')} aria-label={t('tasks.remark')} /></Form.Item>
        <Button htmlType="submit" loading={busy}>{t('tasks.add_remark')}</Button>
      </Form>
    </>
  )
}
