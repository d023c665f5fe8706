import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLiveQueries } from '../../app/live'
import { useAttempt } from '../../ui/attempt'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Page } from '../../ui/Page'
import { StatusTag } from '../../ui/StatusTag'
import { useRun } from '../../ui/run'
import { accounts, addAccount, changeAccount, GATEWAYS, keys, testAccount, type Account, type AccountIn, type NewAccount } from './queries'

type Values = AccountIn & { which?: string }
const PROVIDERS = ['wechatpay', 'insurance', 'invoice', 'voucher meituan', 'voucher douyin'] as const

/** A clinic's accounts at providers; keys go in and never come out. */
export default function AccountsPage() {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const list = useQuery({ queryKey: keys.accounts(clinic), queryFn: () => accounts(clinic), enabled: clinic !== '' })
  const run = useRun(GATEWAYS)
  const { fault, attempt } = useAttempt()
  const [open, setOpen] = useState<Account | 'new' | null>(null)
  useLiveQueries('gateways', GATEWAYS)
  const name = (a: Account) => t(`gateways.provider.${a.provider}`) + (a.platform ? ` · ${t(`gateways.platform.${a.platform}`)}` : '')
  return (
    <Page title={t('gateways.account')} actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen('new')}>{t('gateways.account.add')}</Button>}>
      {(fault ?? list.error) && <Fault error={fault ?? list.error} />}
      <DataTable<Account> rows={list.data} rowKey="id" loading={list.isPending} empty={t('gateways.account.none')} onOpen={setOpen} columns={[
        { title: t('gateways.account.provider'), render: (_, a) => <><b>{name(a)}</b> {!a.enabled && <StatusTag tone="plain">{t('gateways.account.off')}</StatusTag>}</> },
        { title: t('gateways.account.merchant'), dataIndex: 'merchant', responsive: ['md'] },
        { title: t('gateways.account.base_url'), responsive: ['md'], render: (_, a) => (a.base_url === 'double' ? t('gateways.account.double') : a.base_url) },
        { title: t('gateways.account.test'), width: 120, render: (_, a) => <Tested a={a} /> },
        { title: '', width: 72, align: 'right', render: (_, a) => <Button size="small" onClick={(e) => { e.stopPropagation(); void attempt(() => run(() => testAccount(a.id))) }}>{t('gateways.account.test')}</Button> },
      ]} />
      <AccountDrawer of={open} clinic={clinic} onClose={() => setOpen(null)} onStale={() => list.refetch()} />
    </Page>
  )
}

function Tested({ a }: { a: Account }) {
  const { t } = useTranslation()
  if (!a.tested_at) return <StatusTag tone="plain">{t('gateways.account.untested')}</StatusTag>
  if (a.tested_ok) return <StatusTag tone="good">{t('gateways.account.tested_ok')}</StatusTag>
  return a.tested ? <StatusTag tone="bad">{t('gateways.account.tested_bad', { words: a.tested })}</StatusTag> : <StatusTag tone="now">{t('gateways.account.testing')}</StatusTag>
}

function AccountDrawer({ of, clinic, onClose, onStale }: { of: Account | 'new' | null; clinic: string; onClose: () => void; onStale: () => unknown }) {
  const { t } = useTranslation()
  const run = useRun(GATEWAYS)
  const [form] = Form.useForm<Values>()
  const typed = Form.useWatch('which', form)
  const old = of && of !== 'new' ? of : null
  const wechat = old ? old.provider === 'wechatpay' : (typed ?? 'wechatpay') === 'wechatpay'
  const save = async ({ which, ...v }: Values) => {
    const [provider, platform] = (which ?? 'wechatpay').split(' ') as [NewAccount['provider'], NewAccount['platform']]
    await run(() => (old ? changeAccount(old, v) : addAccount({ clinic_id: clinic, provider, ...(platform ? { platform } : {}), ...v })))
    onClose()
  }
  const keep = old ? { placeholder: t('gateways.account.keep') } : {}
  const required = [{ required: true, message: t('form.required') }]
  return (
    <FormDrawer<Values> open={of !== null} form={form} title={t(old ? 'gateways.account' : 'gateways.account.add')} onSave={save} onStale={onStale} onClose={onClose}
      initial={old ? { base_url: old.base_url, merchant: old.merchant, app: old.app, enabled: old.enabled, serial: old.serial, platform_serial: old.platform_serial } : { which: 'wechatpay', base_url: 'https://', enabled: true }}>
      {!old && <Form.Item name="which" label={t('gateways.account.provider')}><Select options={PROVIDERS.map((p) => { const [a, b] = p.split(' '); return { value: p, label: t(`gateways.provider.${a}`) + (b ? ` · ${t(`gateways.platform.${b}`)}` : '') } })} /></Form.Item>}
      <Form.Item name="base_url" label={t('gateways.account.base_url')} rules={required}><Input maxLength={200} /></Form.Item>
      <Form.Item name="merchant" label={t('gateways.account.merchant')} rules={required}><Input maxLength={40} /></Form.Item>
      <Form.Item name="app" label={t('gateways.account.app')}><Input maxLength={60} /></Form.Item>
      <Form.Item name="secret" label={t('gateways.account.secret')}><Input.Password maxLength={200} autoComplete="new-password" {...keep} /></Form.Item>
      {wechat && <>
        <Form.Item name="serial" label={t('gateways.account.serial')}><Input maxLength={80} /></Form.Item>
        <Form.Item name="private_key" label={t('gateways.account.private_key')}><Input.TextArea rows={3} maxLength={8000} autoComplete="off" {...keep} /></Form.Item>
        <Form.Item name="platform_serial" label={t('gateways.account.platform_serial')}><Input maxLength={80} /></Form.Item>
        <Form.Item name="platform_key" label={t('gateways.account.platform_key')}><Input.TextArea rows={3} maxLength={8000} {...keep} /></Form.Item>
        {old?.notice && <p className="hint">{t('gateways.account.notice')}: <code>{location.origin}{old.notice}</code></p>}
      </>}
      <Form.Item name="enabled" label={t('gateways.account.enabled')} valuePropName="checked"><Switch /></Form.Item>
    </FormDrawer>
  )
}
