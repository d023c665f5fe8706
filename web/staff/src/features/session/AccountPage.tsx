import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { Facts, Page, Panel } from '../../ui/Page'
import { useUndo } from '../../ui/Undo'
import { DeviceList } from './DeviceList'
import { Factor } from './Factor'
import { LocaleSelect } from './LocaleSelect'
import { NewPassword } from './NewPassword'
import { changePassword, devices, revokeDevice, revokeOthers } from './queries'

/** One's own account: language, password, second factor, the devices on which one is logged in. */
export default function AccountPage() {
  const { t } = useTranslation()
  const { me, clinics, onLocale } = useDesk()
  const undo = useUndo()
  const roles = (me.staff?.holdings ?? []).map((h) => `${t(`org.role.${h.role}`, { defaultValue: h.role })} · ${h.clinic_id ? clinics.find((c) => c.id === h.clinic_id)?.name ?? '' : t('org.whole_group')}`)
  return (
    <Page title={t('account.title')} wide={false}>
      <Panel title={me.name}>
        <Facts rows={[
          [t('session.group'), `${me.group.name} (${me.group.code})`], [t('account.login'), me.login],
          [t('account.roles'), roles.map((r) => <div key={r}>{r}</div>)], [t('app.language'), <LocaleSelect onPick={onLocale} />],
        ]} />
      </Panel>
      <Panel title={t('account.password')}>
        <p className="hint">{t('account.password_help')}</p>
        <NewPassword withPresent focus={false} save={t('session.change')} onSave={async (next, present) => {
          await changePassword(present, next)
          undo.say(t('account.password_changed'))
        }} />
      </Panel>
      <Factor />
      <Panel title={t('account.devices')}>
        <DeviceList queryKey={['devices', 'me']} load={devices} onRevoke={revokeDevice} onRevokeOthers={revokeOthers} />
      </Panel>
    </Page>
  )
}
