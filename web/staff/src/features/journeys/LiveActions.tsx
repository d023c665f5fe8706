import { Button, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { useRun } from '../../ui/run'
import { JOURNEYS, end, pause, resume, type Journey } from './queries'

/** Stopping a live journey, letting it go on with a choice, and letting nobody in any more. */
export function LiveActions({ journey: j }: { journey: Journey }) {
  const { t } = useTranslation()
  const run = useRun(JOURNEYS)
  const { busy, fault, attempt } = useAttempt()
  const [asking, setAsking] = useState(false)
  const [how, setHow] = useState<'shift' | 'skip'>('shift')
  const stop = () => void attempt(async () => { await run(() => pause(j), (after) => ({ say: t('jny.paused_now'), back: () => resume(after, 'shift') })) })
  const go = () => void attempt(async () => { await run(() => resume(j, how), () => ({ say: t('jny.resumed_now') })); setAsking(false) })
  const over = () => void attempt(async () => { await run(() => end(j), () => ({ say: t('jny.ended_now') })) })
  return (
    <>
      {fault && !asking && <Fault error={fault} />}
      {j.state === 'live' && <Button loading={busy} onClick={stop}>{t('jny.pause')}</Button>}
      {j.state === 'live' && <Button loading={busy} onClick={over} title={t('jny.end_help')}>{t('jny.end')}</Button>}
      {j.state === 'paused' && <Button type="primary" onClick={() => setAsking(true)}>{t('jny.resume')}</Button>}
      <Modal open={asking} title={t('jny.resume')} okText={t('jny.resume')} cancelText={t('form.cancel')} confirmLoading={busy} onOk={go} onCancel={() => setAsking(false)} destroyOnHidden>
        {fault && <Fault error={fault} />}
        <Radio.Group className="jn-radios" value={how} onChange={(e) => setHow(e.target.value as 'shift' | 'skip')} options={(['shift', 'skip'] as const).map((h) => ({ value: h, label: <>{t(`journeys.resume.${h}`)} <small className="hint">{t(`jny.resume_help.${h}`)}</small></> }))} />
      </Modal>
    </>
  )
}
