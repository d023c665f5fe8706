import { Alert, Form, Input, Radio, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { CopyText } from '../../ui/CopyText'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { BASES, FIELDS, SECRET, STEPS, type Field } from './accountFields'
import { KINDS, addAccount, changeAccount, keys, type Account, type AccountIn, type Kind } from './queries'

type Values = AccountIn & { kind: Kind; clinic_id?: string; where: 'provider' | 'double' }

/** An account with the way to it: which fields, where each is found at the provider, which address to enter there. */
export function AccountDrawer({ of, added, onClose, onAdded, onStale }: { of: Account | 'new' | null; added: boolean; onClose: () => void; onAdded: (a: Account) => void; onStale: () => unknown }) {
  const { t } = useTranslation()
  const run = useRun(keys.accounts, keys.purposes)
  const [form] = Form.useForm<Values>()
  const typed = Form.useWatch([], form) as Values | undefined
  const old = of && of !== 'new' ? of : null
  const kind = old?.kind ?? typed?.kind ?? 'wecom'
  const double = typed?.where === 'double'
  const save = async ({ kind: k, clinic_id, where, ...v }: Values) => {
    const body: AccountIn = { ...v, base_url: where === 'double' ? 'double' : v.base_url ?? BASES[kind] }
    const kept = await run<Account>(() => (old ? changeAccount(old, body) : addAccount({ kind: k, ...(clinic_id ? { clinic_id } : {}), ...body })), () => ({ say: t('msg.account_kept') }))
    if (old || double) onClose()
    else onAdded(kept)
  }
  const pickKind = (k: Kind) => { form.setFieldValue('base_url', BASES[k]) }
  return (
    <FormDrawer<Values> open={of !== null} form={form} width={600} title={old ? `${t(`messages.account.${old.kind}`)} ${old.name}` : t('msg.add_account')} onSave={save} onStale={onStale} onClose={onClose} initial={old ? valuesOf(old) : { kind: 'wecom', where: 'provider', base_url: BASES.wecom, enabled: true }}>
      {!old && <Form.Item name="kind" label={t('msg.kind')}><Select<Kind> onChange={pickKind} options={KINDS.map((k) => ({ value: k, label: t(`messages.account.${k}`) }))} /></Form.Item>}
      {old?.base_url === 'double' && <Alert type="warning" showIcon title={t('msg.double_help')} style={{ marginBottom: 12 }} />}
      {added && old?.notice && <Alert type="success" showIcon title={t('msg.account_added')} style={{ marginBottom: 12 }} />}
      {old?.notice && !double && <Notice account={old} />}
      {old?.notice && <Sidebar account={old} />}
      {old?.notice && <Menu account={old} />}
      {!double && <Guide kind={kind} />}
      <Form.Item name="name" label={t('msg.account_name')}><Input maxLength={60} autoComplete="off" placeholder={t('msg.account_name_help')} /></Form.Item>
      {!old && <ClinicField />}
      <Form.Item name="where" label={t('msg.where')}><Radio.Group options={[{ value: 'provider', label: t('msg.at_provider') }, { value: 'double', label: t('msg.double') }]} /></Form.Item>
      {double ? <p className="hint" style={{ marginBottom: 12 }}>{t('msg.double_keys')}</p> : <Keys kind={kind} kept={old !== null && old.base_url !== 'double'} />}
      {double && (kind === 'aliyun' || kind === 'tencent') && <KeyField field="sign_name" kind={kind} kept />}
      <Form.Item name="enabled" label={t('msg.enabled_account')} valuePropName="checked"><Switch /></Form.Item>
    </FormDrawer>
  )
}

/** What the form holds of an account that is there: what identifies it, and no key. */
const valuesOf = (a: Account): Partial<Values> => ({
  kind: a.kind, name: a.name, enabled: a.enabled, where: a.base_url === 'double' ? 'double' : 'provider', base_url: a.base_url === 'double' ? BASES[a.kind] : a.base_url,
  corp_id: a.corp_id, agent_id: a.agent_id, app_id: a.app_id, access_key_id: a.access_key_id, secret_id: a.secret_id, sdk_app_id: a.sdk_app_id, sign_name: a.sign_name, region: a.region,
})

/** The steps at the provider, one after the other. */
function Guide({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  return <ol className="ms-steps" aria-label={t('msg.guide')}>{Array.from({ length: STEPS[kind] }, (_, i) => <li key={i}>{t(`msg.guide.${kind}.${i + 1}`)}</li>)}</ol>
}

function Notice({ account: a }: { account: Account }) {
  const { t } = useTranslation()
  const address = a.notice.startsWith('http') ? a.notice : `${location.origin}${a.notice}`
  return (
    <Form.Item label={t('msg.notice')} extra={a.kind === 'aliyun' || a.kind === 'tencent' ? t('msg.notice_sms') : t('msg.notice_wechat')}>
      <CopyText text={address} />
    </Form.Item>
  )
}

/** What is entered at WeCom as the page beside a chat: the address names the group and this account. */
function Sidebar({ account: a }: { account: Account }) {
  const { t } = useTranslation()
  const [, group] = /\/notices\/([^/]+)\//.exec(a.notice) ?? []
  if (a.kind !== 'wecom' || !group) return null
  const from = a.notice.startsWith('http') ? new URL(a.notice).origin : location.origin
  return <Form.Item label={t('msg.sidebar')} extra={t('msg.sidebar_help')}><CopyText text={`${from}/wx/customer?g=${group}&a=${a.id}`} /></Form.Item>
}

/** What an official account's menu may lead to: for whom one's own WeChat speaks. */
function Menu({ account: a }: { account: Account }) {
  const { t } = useTranslation()
  const [, group] = /\/notices\/([^/]+)\//.exec(a.notice) ?? []
  if (a.kind !== 'official' || !group) return null
  const from = a.notice.startsWith('http') ? new URL(a.notice).origin : location.origin
  return <Form.Item label={t('msg.own_menu')} extra={t('msg.own_menu_help')}><CopyText text={`${from}/m/b/${group}/me/${a.id}`} /></Form.Item>
}

function ClinicField() {
  const { t } = useTranslation()
  const { clinics } = useDesk()
  return <Form.Item name="clinic_id" label={t('msg.whose_account')}><Select allowClear placeholder={t('org.whole_group')} options={clinics.map((c) => ({ value: c.id, label: c.name }))} /></Form.Item>
}

function Keys({ kind, kept }: { kind: Kind; kept: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      {FIELDS[kind].map((f) => <KeyField key={f} field={f} kind={kind} kept={kept} />)}
      <Form.Item name="base_url" label={t('msg.base_url')} extra={t('msg.base_url_help')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={200} autoComplete="off" /></Form.Item>
    </>
  )
}

/** One key, with where it is found; keys that are secret are typed blind, and stay where nothing is typed. */
function KeyField({ field, kind, kept }: { field: Field; kind: Kind; kept: boolean }) {
  const { t } = useTranslation()
  const secret = SECRET.has(field)
  return (
    <Form.Item name={field} label={t(`msg.key.${field}`)} extra={t(`msg.found.${kind}.${field}`)} rules={kept && secret ? [] : [{ required: true, message: t('form.required') }]}>
      {secret ? <Input.Password maxLength={200} autoComplete="new-password" {...(kept ? { placeholder: t('msg.keep') } : {})} /> : <Input maxLength={64} autoComplete="off" />}
    </Form.Item>
  )
}
