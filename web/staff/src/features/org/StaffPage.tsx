import { PlusOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDesk } from '../../app/desk'
import { DataTable } from '../../ui/DataTable'
import { Fault } from '../../ui/Fault'
import { Page } from '../../ui/Page'
import { InviteDrawer } from './InviteDrawer'
import { AccountTag } from './AccountTag'
import { keys, staffPage, type Staff } from './queries'
import { ordered, useMatrix, useRoleName } from './roleName'

/** The people of the group whom one sees. */
export default function StaffPage() {
  const { t } = useTranslation()
  const go = useNavigate()
  const { clinics, mayAnywhere } = useDesk()
  const [text, setText] = useState('')
  const [clinic, setClinic] = useState<string>()
  const [role, setRole] = useState<string>()
  const [gone, setGone] = useState(false)
  const [inviting, setInviting] = useState(false)
  const roles = useMatrix()
  const roleName = useRoleName()
  const filter = { q: useDeferredValue(text.trim()), gone, ...(clinic ? { clinic_id: clinic } : {}), ...(role ? { role } : {}) }
  const pages = useInfiniteQuery({
    queryKey: [...keys.staff, 'list', filter], initialPageParam: '',
    queryFn: ({ pageParam }) => staffPage({ ...filter, ...(pageParam ? { cursor: pageParam } : {}) }),
    getNextPageParam: (last) => last.next || undefined,
  })
  const where = (id: string | undefined) => (id ? clinics.find((c) => c.id === id)?.short_name ?? '' : t('org.whole_group'))
  return (
    <Page title={t('settings.page.staff')} actions={
      <>
        <Input.Search allowClear value={text} onChange={(e) => setText(e.target.value)} placeholder={t('org.find_staff')} aria-label={t('org.find_staff')} maxLength={60} style={{ width: 180 }} />
        <Select allowClear value={clinic} onChange={setClinic} placeholder={t('org.any_clinic')} aria-label={t('org.clinic')} popupMatchSelectWidth={false} style={{ minWidth: 110 }} options={clinics.map((c) => ({ value: c.id, label: c.short_name }))} />
        <Select allowClear value={role} onChange={setRole} placeholder={t('org.any_role')} aria-label={t('org.role')} popupMatchSelectWidth={false} style={{ minWidth: 110 }} options={ordered(roles.data?.roles ?? []).map((r) => ({ value: r.id, label: roleName(r.id) }))} />
        <Checkbox checked={gone} onChange={(e) => setGone(e.target.checked)}>{t('org.with_gone')}</Checkbox>
        {mayAnywhere('org.manage_staff') && <Button type="primary" icon={<PlusOutlined />} onClick={() => setInviting(true)}>{t('org.invite')}</Button>}
      </>
    }>
      {pages.isError && <Fault error={pages.error} onRetry={() => void pages.refetch()} />}
      <DataTable<Staff> rows={pages.data?.pages.flatMap((p) => p.items)} rowKey="id" loading={pages.isPending} empty={t('org.nobody_found')} onOpen={(p) => void go(`/settings/staff/${p.id}`)} columns={[
        { title: t('org.person_name'), width: 150, render: (_, p) => <><span className="dot" style={{ background: p.colour || '#cfd6de' }} aria-hidden /> <b>{p.name}</b></> },
        { title: t('org.title'), dataIndex: 'title', width: 150 },
        { title: t('org.roles'), render: (_, p) => p.holdings.map((h) => `${roleName(h.role)} · ${where(h.clinic_id)}`).join(t('app.comma')) },
        { title: t('org.login'), width: 140, render: (_, p) => p.account?.login },
        { title: t('org.account_state'), width: 150, render: (_, p) => <AccountTag person={p} /> },
      ]} />
      {pages.hasNextPage && <div><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('table.more')}</Button></div>}
      <InviteDrawer open={inviting} onClose={() => setInviting(false)} />
    </Page>
  )
}
