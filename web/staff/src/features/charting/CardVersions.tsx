import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Waiting } from '../../app/Waiting'
import { Fault } from '../../ui/Fault'
import { useWhen } from '../../ui/when'
import { useToothWords } from '../../tooth/words'
import { useKindName } from './kindNames'
import { useVisitCard, type Card } from './cardQueries'

const FIELDS = ['upper_wire', 'lower_wire', 'elastics', 'off', 'hygiene', 'cooperation', 'stage', 'stage_to', 'done', 'next_template_id', 'weeks', 'note'] as const
type Field = (typeof FIELDS)[number]
const LABEL: Partial<Record<Field, string>> = { next_template_id: 'teeth.card.next', note: 'teeth.note' }

/** Every version of a visit's card, the latest first: who wrote it, when, and what it changed. */
export function CardVersions({ patient, visit, onClose }: { patient: string; visit: string; onClose: () => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const card = useVisitCard(patient, visit)
  const list = card.data?.versions ?? []
  return (
    <Drawer open={visit !== ''} size={520} title={t('teeth.card.versions')} onClose={onClose} destroyOnHidden>
      {card.isPending && visit !== '' && <Waiting />}
      {card.isError && <Fault error={card.error} onRetry={() => void card.refetch()} />}
      <ol className="ch-versions">
        {list.map((c, i) => (
          <li key={c.version}>
            <p><b>{t('teeth.card.version', { n: c.version })}</b> {c.written_by} <time>{when.full(c.written_at)}</time></p>
            <Changes now={c} before={list[i + 1]} />
          </li>
        ))}
      </ol>
    </Drawer>
  )
}

/** What a version says otherwise than the one before; of the first, all that it says. */
function Changes({ now, before }: { now: Card; before: Card | undefined }) {
  const { t } = useTranslation()
  const words = useToothWords('fdi')
  const kind = useKindName()
  const say = (c: Card, f: Field): string => {
    const v = c[f]
    if (v === '' || v === 0) return ''
    if (f === 'off') return words.site(String(v))
    if (f === 'next_template_id') return kind(String(v))
    if (f === 'hygiene' || f === 'cooperation') return t(`charting.grade.${v}`)
    return String(v)
  }
  const rows = FIELDS.filter((f) => (before ? now[f] !== before[f] : now[f] !== '' && now[f] !== 0))
  if (rows.length === 0) return <p className="hint">{t('teeth.card.unchanged')}</p>
  return (
    <dl className="ch-changes">
      {rows.map((f) => <div key={f}><dt>{t(LABEL[f] ?? `teeth.card.${f}`)}</dt><dd>{before && say(before, f) && <del>{say(before, f)}</del>} {say(now, f) ? <ins>{say(now, f)}</ins> : <em>{t('teeth.card.emptied')}</em>}</dd></div>)}
    </dl>
  )
}
