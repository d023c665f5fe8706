import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAskBeforeLeaving } from '../../ui/leaving'
import { PartField } from './PartField'
import { SignForm } from './SignForm'
import { sectionsOf, textsOf } from './parts'
import { PARTS, RECORDS, amend, keys, templates, type Record } from './recordQueries'
import { useTeeth } from './useTeeth'

/** A new version of what was signed: the text is kept at the signature, not before. */
export function Amendment({ r, onClose }: { r: Record; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [texts, setTexts] = useState(() => textsOf(r.parts))
  const [signing, setSigning] = useState(false)
  const known = useQuery({ queryKey: keys.templates, queryFn: templates, staleTime: 300_000 })
  const teeth = useTeeth(r.patient.id, texts, setTexts)
  const parts = sectionsOf(texts, r.parts)
  const same = JSON.stringify(textsOf(parts)) === JSON.stringify(textsOf(r.parts))
  useAskBeforeLeaving(!same)
  return (
    <div className="rc-cols">
      <div className="pn rc-paper">
        <div className="row rc-tools"><Button onClick={teeth.open}>{t('charting.tab.chart')}</Button><small className="hint rc-how">{t('record.how')}</small></div>
        {PARTS.map((p) => <PartField key={p} part={p} value={texts[p]} kept={r.parts.find((s) => s.part === p)?.lines ?? []} phrases={(known.data ?? []).filter((x) => x.form === 'phrase')} findings={[]}
          onChange={(text) => setTexts({ ...texts, [p]: text })} onLeave={(caret) => teeth.left(p, caret)} />)}
      </div>
      <aside className="pn rc-side">
        <h2>{t('record.amend')}</h2>
        <p className="hint">{t('record.amend_help')}</p>
        <div className="row rc-do"><Button size="large" type="primary" disabled={same} onClick={() => setSigning(true)}>{t('record.sign')}</Button><Button size="large" onClick={onClose}>{t('form.cancel')}</Button></div>
      </aside>
      {teeth.drawer}
      {signing && <SignForm title={t('record.amend')} findings={[]} withReason onClose={() => setSigning(false)}
        onSign={async (proof, _, reason) => { await amend(r.id, r.version, parts, reason, proof); setSigning(false); onClose(); await client.invalidateQueries({ queryKey: RECORDS }) }} />}
    </div>
  )
}
