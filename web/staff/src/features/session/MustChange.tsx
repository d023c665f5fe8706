import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { NewPassword } from './NewPassword'
import { OutsideCard } from './OutsideCard'
import { changePassword } from './queries'

/** Somebody else chose this password: another one comes before anything else. */
export default function MustChange({ onChanged, onLogout }: { onChanged: () => Promise<void>; onLogout: () => void }) {
  const { t } = useTranslation()
  return (
    <OutsideCard title={t('session.must_change')} foot={<Button type="link" size="small" onClick={onLogout}>{t('shell.logout')}</Button>}>
      <p>{t('session.must_change_why')}</p>
      <NewPassword withPresent save={t('session.change')} onSave={async (next, present) => { await changePassword(present, next); await onChanged() }} />
    </OutsideCard>
  )
}
