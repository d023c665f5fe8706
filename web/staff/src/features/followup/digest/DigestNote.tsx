import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useLiveQueries } from '../../../app/live'
import { Panel } from '../../../ui/Page'
import { FOLLOWUP, digest, keys } from '../queries'
import { DigestList } from './DigestList'

/** How many results stand beside the chairs; the digest has them all. */
const SHOWN = 5

/** The morning digest beside the chairs: what was not good or not seen yet. */
export default function DigestNote({ clinic }: { clinic: string }) {
  const { t } = useTranslation()
  const d = useQuery({ queryKey: keys.digest(clinic, '', ''), queryFn: () => digest(clinic, '', '') })
  useLiveQueries('followup', FOLLOWUP)
  const lines = (d.data?.lines ?? []).filter((x) => x.result)
  const open = lines.filter((x) => x.result!.level !== 'green' || x.result!.seen_at === 0)
  return (
    <Panel title={<>{t('calls.digest')} <small>{lines.length}</small></>} actions={<Link to="/calls/digest">{t('calls.whole_digest')}</Link>}>
      {d.data && open.length === 0 && <p className="hint">{t(lines.length > 0 ? 'calls.all_well' : 'calls.no_results')}</p>}
      {open.length > 0 && <DigestList lines={open.slice(0, SHOWN)} mine />}
    </Panel>
  )
}
