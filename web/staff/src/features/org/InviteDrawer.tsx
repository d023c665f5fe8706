import { Alert, Button, Checkbox, Drawer, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { CopyText } from '../../ui/CopyText'
import { FormDrawer } from '../../ui/FormDrawer'
import { useRun } from '../../ui/run'
import { useWhen } from '../../ui/when'
import { acceptAddress } from '../session/accept'
import { HoldingsInput } from './HoldingsInput'
import { invite, keys, type Holding, type Invite, type Link } from './queries'

/** A new colleague: name, log-in, roles; then the link with which they set their password. */
export function InviteDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const run = useRun(keys.staff)
  const [link, setLink] = useState<{ name: string; link: Link } | null>(null)
  const initial: Partial<Invite> = { holdings: [{ role: 'nurse', clinic_id: clinic }], may_do_licensed_acts: false }
  return (
    <>
      <FormDrawer<Invite> open={open} title={t('org.invite')} width={560} initial={initial} save={t('org.invite')} onClose={onClose} onSave={async (v) => {
        const holdings = (v.holdings ?? []).map((h: Holding): Holding => ({ role: h.role, ...(h.clinic_id ? { clinic_id: h.clinic_id } : {}) }))
        const done = await run(() => invite({ ...v, holdings }))
        onClose()
        setLink({ name: done.staff.name, link: done.link })
      }}>
        <div className="two">
          <Form.Item name="name" label={t('org.person_name')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={64} autoComplete="off" /></Form.Item>
          <Form.Item name="login" label={t('org.login')} extra={t('org.login_help')} rules={[{ required: true, message: t('form.required') }]}><Input maxLength={64} autoComplete="off" autoCapitalize="off" /></Form.Item>
        </div>
        <Form.Item name="title" label={t('org.title')}><Input maxLength={60} /></Form.Item>
        <Form.Item name="holdings" label={t('org.roles')}><HoldingsInput /></Form.Item>
        <Form.Item name="may_do_licensed_acts" valuePropName="checked"><Checkbox>{t('org.licensed')}</Checkbox></Form.Item>
      </FormDrawer>
      <LinkDrawer of={link} onClose={() => setLink(null)} />
    </>
  )
}

/** The link is shown this once; closing is the only step, so that it is not lost by a click beside it. */
export function LinkDrawer({ of, onClose }: { of: { name: string; link: Link } | null; onClose: () => void }) {
  const { t } = useTranslation()
  const { me } = useDesk()
  const when = useWhen()
  return (
    <Drawer open={of !== null} title={of ? t('org.link_for', { name: of.name }) : ''} size={560} maskClosable={false} closable={false} footer={<Button type="primary" onClick={onClose}>{t('org.link_given')}</Button>}>
      {of && (
        <div className="lk">
          <Alert type="warning" showIcon title={t('org.link_once')} />
          <p>{t('org.link_help', { until: when.full(of.link.expires) })}</p>
          {of.link.link ? <CopyText text={acceptAddress(me.group.code, of.link.link)} /> : <p>{t('org.link_lost')}</p>}
        </div>
      )}
    </Drawer>
  )
}
