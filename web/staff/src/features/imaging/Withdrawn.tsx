import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { asProblem } from '../../ui/attempt'
import { Panel } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { useUndo } from '../../ui/Undo'
import { useWhen } from '../../ui/when'
import { giveBack, keys, withdraw, type Image } from './queries'
import { Thumb } from './SetView'

/** The images out of view, with who withdrew them and why; what was a mistake comes back. */
export function Withdrawn({ patient, images, movable, onOpen }: { patient: string; images: readonly Image[]; movable: boolean; onOpen: (i: Image) => void }) {
  const { t } = useTranslation()
  const when = useWhen()
  const undo = useUndo()
  const run = useRun(keys.of(patient))
  const back = (i: Image) => void run(() => giveBack(i), (after) => ({ say: t('imaging.returned'), back: () => withdraw(after, i.withdrawn_reason) }))
    .catch((e: unknown) => { const p = asProblem(e); undo.say(faultText(p.code, p.args)) })
  return (
    <Panel title={<>{t('imaging.withdrawn')} <small>{images.length}</small></>}>
      <ul className="ig-gone">
        {images.map((i) => (
          <li key={i.id}>
            <Thumb of={i} name={t(`imaging.slot.${i.slot}`)} onOpen={onOpen} />
            <span>
              <b>{t(`imaging.slot.${i.slot}`)} {i.site} {i.day}</b>
              <br />{t('imaging.withdrawn.why', { why: i.withdrawn_reason })}
              <br /><small className="hint">{i.withdrawn_by} {when.full(i.withdrawn_at)}</small>
            </span>
            {movable && <Button size="small" onClick={() => back(i)}>{t('imaging.return')}</Button>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
