import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Problem } from '@archwire/api'
import { faultText, switchLocale } from '@archwire/i18n'
import { Waiting } from '../../app/Waiting'
import { LocaleSelect } from './LocaleSelect'
import { NewPassword } from './NewPassword'
import { OutsideCard } from './OutsideCard'
import { acceptLink, lookAtLink, type Me, type SessionDoor } from './queries'

/** The first password of somebody invited, or the new one after a reset; then they are in. */
export default function AcceptPage({ door, onIn, onLeave }: { door: SessionDoor; onIn: (me: Me) => void; onLeave: () => void }) {
  const { t } = useTranslation()
  const link = decodeURIComponent(window.location.hash.slice(1))
  const seen = useQuery({ queryKey: ['link', link], queryFn: () => lookAtLink(link), retry: false, staleTime: Infinity })
  if (seen.isPending) return <Waiting />
  const accept = async (password: string) => {
    await acceptLink(link, password)
    const group = new URLSearchParams(window.location.search).get('group')
    // The password is set: whatever stands in the way of going straight in is told at the log-in.
    const result = group ? await door.login({ group, login: seen.data!.login, password }).catch(() => null) : null
    if (result?.kind === 'in') onIn(result.me)
    else onLeave()
  }
  return (
    <OutsideCard title={t('accept.title')} foot={<LocaleSelect onPick={(l) => void switchLocale(l)} />}>
      {seen.isError ? (
        <>
          <Alert type="error" showIcon role="alert" title={faultText(seen.error instanceof Problem ? seen.error.code : 'app.page_fault')} style={{ marginBottom: 14 }} />
          <Button block onClick={onLeave}>{t('accept.to_login')}</Button>
        </>
      ) : (
        <>
          <p>{t(`accept.${seen.data.purpose}`, { name: seen.data.name })}</p>
          <dl className="kv"><dt>{t('session.group')}</dt><dd>{seen.data.group}</dd><dt>{t('session.name')}</dt><dd>{seen.data.login}</dd></dl>
          <NewPassword withPresent={false} save={t('accept.save')} onSave={accept} />
        </>
      )}
    </OutsideCard>
  )
}
