import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '@archwire/domain'
import { useDesk } from '../../app/desk'
import { Waiting } from '../../app/Waiting'
import { useAttempt } from '../../ui/attempt'
import { Fault } from '../../ui/Fault'
import { FormDrawer } from '../../ui/FormDrawer'
import { Page } from '../../ui/Page'
import { useRun } from '../../ui/run'
import { dropRole, keys, makeRole, renameRole, ruleRole, type Matrix, type Role } from './queries'
import { ordered, useMatrix, useRoleName } from './roleName'

/** What each role may do, as one table; a tick acts at once and can be taken back. */
export default function RolesPage() {
  const { t } = useTranslation()
  const { mayInGroup } = useDesk()
  const list = useMatrix()
  const [open, setOpen] = useState<Role | 'new' | null>(null)
  const editable = mayInGroup('org.manage_roles')
  const { fault, attempt } = useAttempt()
  const client = useQueryClient()
  const run = useRun(keys.roles, ['session'])
  const rule = (role: Role, permission: string, held: boolean) => void attempt(async () => {
    client.setQueryData<Matrix>(keys.roles, (m) => m && ruled(m, role.id, permission, held))
    try {
      await run(() => ruleRole(role.id, permission, held), () => ({ say: t('org.ruled', { what: t(`permission.${permission}`) }), back: () => ruleRole(role.id, permission, !held) }))
    } catch (e) {
      client.setQueryData<Matrix>(keys.roles, (m) => m && ruled(m, role.id, permission, !held))
      throw e
    }
  })
  return (
    <Page title={t('settings.page.roles')} lead={t('org.matrix_help')} actions={editable && <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen('new')}>{t('org.new_role')}</Button>}>
      {(fault ?? list.error) && <Fault error={fault ?? list.error} />}
      {list.isPending ? <Waiting /> : list.data && <Table matrix={list.data} editable={editable} onRule={rule} onOpen={setOpen} />}
      <RoleDrawer open={open} onClose={() => setOpen(null)} />
    </Page>
  )
}

/** The matrix after one tick. */
function ruled(m: Matrix, role: string, permission: string, held: boolean): Matrix {
  const turn = (r: Role): Role => ({ ...r, permissions: held ? [...r.permissions, permission] : r.permissions.filter((p) => p !== permission) })
  return { ...m, roles: m.roles.map((r) => (r.id === role ? turn(r) : r)) }
}

interface TableProps {
  matrix: Matrix
  editable: boolean
  onRule: (role: Role, permission: string, held: boolean) => void
  onOpen: (r: Role) => void
}

function Table({ matrix, editable, onRule, onOpen }: TableProps) {
  const { t } = useTranslation()
  const name = useRoleName()
  const roles = ordered(matrix.roles)
  const modules = grouped(matrix.permissions, (p) => p.key.split('.')[0]!)
  return (
    <div className="rm" tabIndex={0} role="group" aria-label={t('settings.page.roles')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('org.permission')}</th>
            {roles.map((r) => <th key={r.id} scope="col" title={r.description || t(`org.role.${r.id}.help`, { defaultValue: '' })}>{r.built_in || !editable ? <span className="rm-name">{name(r.id)}</span> : <button type="button" className="rm-name" onClick={() => onOpen(r)}>{name(r.id)}</button>}</th>)}
          </tr>
        </thead>
        {modules.map(([module, list]) => (
          <tbody key={module}>
            <tr className="rm-mod"><th scope="rowgroup" colSpan={roles.length + 1}>{t(`settings.module.${module}`, { defaultValue: module })}</th></tr>
            {list.map((p) => (
              <tr key={p.key}>
                <th scope="row">{t(`permission.${p.key}`)} {p.reach === 'group' && <small>({t('org.whole_group')})</small>}</th>
                {roles.map((r) => (
                  <td key={r.id} className={r.changed.includes(p.key) ? 'rm-changed' : ''} title={r.changed.includes(p.key) ? t('org.differs') : undefined}>
                    <input type="checkbox" checked={r.permissions.includes(p.key)} disabled={!editable || r.id === 'owner'} aria-label={`${name(r.id)}${t('app.colon')}${t(`permission.${p.key}`)}`} onChange={(e) => onRule(r, p.key, e.target.checked)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function RoleDrawer({ open, onClose }: { open: Role | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useRun(keys.roles)
  const { fault, attempt } = useAttempt()
  const role = open === 'new' ? null : open
  const drop = () => void attempt(async () => {
    await run(() => dropRole(role!.id), () => ({ say: t('org.role_dropped', { name: role!.name }) }))
    onClose()
  })
  return (
    <FormDrawer<{ name: string; description?: string }> open={open !== null} title={role?.name ?? t('org.new_role')} initial={{ name: role?.name ?? '', description: role?.description ?? '' }} onClose={onClose} onSave={async (v) => {
      if (role) await run(() => renameRole(role, v.name, v.description ?? ''), () => ({ say: t('org.role_renamed') }))
      else await run(() => makeRole(v.name, v.description ?? ''), (r) => ({ say: t('org.role_made', { name: r.name }) }))
      onClose()
    }}>
      {fault && <Fault error={fault} />}
      <Form.Item name="name" label={t('org.role_name')} rules={[{ required: true, message: t('form.required') }]}><Input autoFocus maxLength={60} /></Form.Item>
      <Form.Item name="description" label={t('org.role_description')}><Input.TextArea rows={2} maxLength={500} /></Form.Item>
      {role && <Button danger onClick={drop}>{t('org.drop_role')}</Button>}
    </FormDrawer>
  )
}
