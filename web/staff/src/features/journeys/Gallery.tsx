import { Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { useRun } from '../../ui/run'
import type { Graph } from './graph'
import { JOURNEYS, drawn, make, useTemplates, type Template } from './queries'

const SORTS = ['care', 'checkin', 'return', 'grow'] as const

/** The journeys that the program brings, each in sentences; one click begins a draft of one's own. */
export function Gallery({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return <Drawer open={open} size="min(720px, 100vw)" title={t('jny.gallery')} onClose={onClose} destroyOnHidden><Shelf /></Drawer>
}

function Shelf() {
  const { t, i18n } = useTranslation()
  const all = useTemplates(i18n.language)
  if (all.isPending) return <Waiting />
  if (all.isError) return <Fault error={all.error} onRetry={() => void all.refetch()} />
  return (
    <div className="jn-gallery">
      <p className="hint">{t('jny.gallery_lead')}</p>
      {SORTS.filter((s) => all.data.some((x) => x.sort === s)).map((sort) => (
        <section key={sort} aria-label={t(`jny.sort.${sort}`)}>
          <h3>{t(`jny.sort.${sort}`)}</h3>
          {all.data.filter((x) => x.sort === sort).map((x) => <One key={x.key} template={x} />)}
        </section>
      ))}
    </div>
  )
}

function One({ template: x }: { template: Template }) {
  const { t, i18n } = useTranslation()
  const go = useNavigate()
  const run = useRun(JOURNEYS)
  const { busy, fault, attempt } = useAttempt()
  const take = () => void attempt(async () => {
    const { graph } = await drawn(x.key, i18n.language)
    const j = await run(() => make(x.name, graph as unknown as Graph, x.key, x.about), () => ({ say: t('jny.taken') }))
    void go(`/journeys/${j.id}`)
  })
  return (
    <article className="jn-template">
      <header><h4>{x.name}</h4><Button size="small" type="primary" ghost loading={busy} aria-label={t('jny.take_named', { name: x.name })} onClick={take}>{t('jny.take')}</Button></header>
      <p>{x.about}</p>
      {fault && <Fault error={fault} />}
      <ol>{(x.steps ?? []).map((s, i) => <li key={i}>{s}</li>)}</ol>
    </article>
  )
}
