import { useQuery } from '@tanstack/react-query'
import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { useEverybody } from '../org/names'
import { usePurposeName } from './words'
import { contacts, keys, purposes, tryAccount, userids, type Account, type Trial } from './queries'

/** By which channel an account of a kind is tried: one that uses up no permission and waits for nobody. */
const BY: Readonly<Partial<Record<Account['kind'], readonly Trial['channel'][]>>> = { aliyun: ['sms'], tencent: ['sms'], wecom: ['wecom_app'], official: ['official_template', 'official_service'] }

/** One message in its samples to somebody in the house: whether it arrives is seen on one's own telephone. */
export function TrialDrawer({ of, onClose }: { of: Account | null; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.accounts, keys.quota)
  const name = usePurposeName()
  const list = useQuery({ queryKey: keys.purposes, queryFn: purposes, enabled: of !== null })
  const ways = (of && BY[of.kind]) ?? []
  const texts = (list.data?.purposes ?? []).flatMap((p) => p.templates.filter((x) => x.account_id === of?.id && (ways as readonly string[]).includes(x.channel)).map((x) => ({ value: `${x.channel} ${p.key}`, label: `${name(p.key)} · ${t(`messages.channel.${x.channel}`)}` })))
  const save = async (v: { text: string; to: string }) => {
    const [channel, purpose] = v.text.split(' ') as [Trial['channel'], string]
    await run(() => tryAccount(of?.id ?? '', { channel, purpose, to: v.to.trim() }), () => ({ say: t('msg.trial_on_way') }))
    onClose()
  }
  const sms = ways.includes('sms')
  const whom = sms ? t('msg.trial_number') : of?.kind === 'wecom' ? t('msg.colleague') : t('msg.trial_follower')
  return (
    <FormDrawer<{ text: string; to: string }> open={of !== null} title={of ? `${t('msg.trial')} · ${t(`messages.account.${of.kind}`)} ${of.name}` : ''} save={t('msg.trial')} onSave={save} onClose={onClose}>
      <p className="hint" style={{ marginBottom: 12 }}>{t('msg.trial_help')}{sms && ` ${t('msg.trial_costs')}`}</p>
      <Form.Item name="text" label={t('msg.purpose')} {...(list.data && texts.length === 0 ? { extra: t('msg.trial_no_template') } : {})} rules={[{ required: true, message: t('form.required') }]}>
        <Select loading={list.isPending} options={texts} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
      <Form.Item name="to" label={whom} {...(of?.kind === 'official' ? { extra: t('msg.trial_follow_first') } : {})} rules={[{ required: true, message: t('form.required') }]}>
        {sms ? <Input maxLength={20} inputMode="tel" autoComplete="tel" /> : of?.kind === 'wecom' ? <Colleague account={of.id} /> : <Follower account={of?.id ?? ''} />}
      </Form.Item>
    </FormDrawer>
  )
}

interface Picked {
  id?: string
  value?: string
  onChange?: (v: string) => void
}

/** Colleagues who have a userid at the account. */
function Colleague({ account, ...field }: Picked & { account: string }) {
  const people = useEverybody()
  const known = useQuery({ queryKey: keys.userids, queryFn: userids })
  const at = new Map(known.data?.filter((u) => u.account_id === account).map((u) => [u.staff_id, u.userid]))
  return <Select {...field} showSearch={{ optionFilterProp: 'label' }} loading={known.isPending} options={(people.data ?? []).filter((p) => at.has(p.id)).map((p) => ({ value: p.id, label: `${p.name} ${at.get(p.id)}` }))} />
}

/** Who follows the account and speaks for nobody yet, the latest first: oneself, who has just followed. */
function Follower({ account, ...field }: Picked & { account: string }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const found = useQuery({ queryKey: keys.contacts(clinic), queryFn: () => contacts(clinic), enabled: clinic !== '' })
  return <Select {...field} loading={found.isPending} notFoundContent={t('msg.all_bound')} options={(found.data?.contacts ?? []).filter((c) => c.account_id === account).map((c) => ({ value: c.id, label: c.nick || t('msg.nameless') }))} />
}
