import { Modal } from 'antd'
import { useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Kind } from './graph'
import { KindIcon } from './icons'
import { tone } from './tone'

/** The kinds of steps as one looks for them. */
const FAMILIES: readonly (readonly [string, readonly Kind[]])[] = [
  ['act', ['message', 'task', 'ladder', 'tag', 'grant', 'call']],
  ['wait', ['wait', 'wait_for', 'loop']],
  ['fork', ['branch', 'split', 'holdout']],
  ['end', ['goal', 'exit']],
]

/** Asks what comes here: one list, walked with the arrow keys. */
export function AddStep({ open, onPick, onClose, paste }: { open: boolean; onPick: (kind: Kind) => void; onClose: () => void; paste?: () => void }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const keys = (e: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key]
    if (!step) return
    const all = [...(box.current?.querySelectorAll<HTMLElement>('button') ?? [])]
    const next = all[(all.indexOf(document.activeElement as HTMLElement) + step + all.length) % all.length]
    next?.focus()
    e.preventDefault()
  }
  return (
    <Modal open={open} title={t('jny.add_step')} footer={null} width={640} onCancel={onClose} destroyOnHidden afterOpenChange={(is) => { if (is) box.current?.querySelector<HTMLElement>('button')?.focus() }}>
      <div ref={box} className="jn-choice" onKeyDown={keys}>
        {paste && <button type="button" className="jn-kindbtn" onClick={paste}><b>{t('jny.paste')}</b><small>{t('jny.paste_help')}</small></button>}
        {FAMILIES.map(([family, kinds]) => (
          <section key={family}>
            <h3>{t(`jny.family.${family}`)}</h3>
            {kinds.map((k) => (
              <button key={k} type="button" className={`jn-kindbtn jn-${tone(k)}`} onClick={() => onPick(k)}>
                <b><KindIcon kind={k} />{t(`journeys.node.${k}`)}</b><small>{t(`jny.help.${k}`)}</small>
              </button>
            ))}
          </section>
        ))}
      </div>
    </Modal>
  )
}
