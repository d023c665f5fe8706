import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWhen } from '../../ui/when'
import { changes } from './changes'
import { Changes } from './PublishDrawer'
import { whole, type Edited, type Protocol, type Vocabulary } from './queries'

/** Who published what, when and why; an old version can be taken up again as a draft. */
export function Versions({ edited: e, words, onTake }: { edited: Edited; words: Vocabulary; onTake?: (p: Protocol) => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const list = e.versions ?? []
  if (list.length === 0) return <p className="hint">{t('protocols.no_versions')}</p>
  return (
    <ol className="pt-versions">{list.map((v, i) => {
      const before = list[i + 1]
      return (
        <li key={v.number}>
          <div className="row"><b>{t('protocols.version', { n: v.number })}</b><span className="hint">{when.full(v.published_at)} · {v.published_by || t('protocols.by_program')}</span>
            {v.number !== e.number && onTake && <Button size="small" onClick={() => onTake(whole(v.protocol))}>{t('protocols.take_up')}</Button>}</div>
          {v.note && <p>{v.note}</p>}
          {before && <details><summary>{t('protocols.what_changed')}</summary><Changes list={changes(whole(before.protocol), whole(v.protocol), words)} /></details>}
        </li>
      )
    })}</ol>
  )
}
