import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import type { Holding } from './queries'
import { ordered, useMatrix, useRoleName } from './roleName'

const GROUP = ''

/** Roles with the clinic in which each holds. */
export function HoldingsInput({ value = [], onChange }: { value?: Holding[]; onChange?: (v: Holding[]) => void }) {
  const { t } = useTranslation()
  const { clinics, clinic, mayInGroup } = useDesk()
  const roles = useMatrix()
  const name = useRoleName()
  const set = (i: number, h: Partial<Holding>) => onChange?.(value.map((old, j) => (j === i ? { ...old, ...h } : old)))
  const places = [...(mayInGroup('org.manage_staff') ? [{ value: GROUP, label: t('org.whole_group') }] : []), ...clinics.filter((c) => !c.closed_at).map((c) => ({ value: c.id, label: c.name }))]
  return (
    <div className="ho">
      {value.map((h, i) => (
        <div key={i} className="row">
          <Select value={h.role} aria-label={t('org.role')} style={{ width: 150 }} popupMatchSelectWidth={false} onChange={(role) => set(i, { role, ...(role === 'owner' ? { clinic_id: GROUP } : {}) })} options={ordered(roles.data?.roles ?? []).map((r) => ({ value: r.id, label: name(r.id) }))} />
          <Select value={h.clinic_id ?? GROUP} aria-label={t('org.clinic')} style={{ minWidth: 150 }} popupMatchSelectWidth={false} onChange={(c) => set(i, { clinic_id: c })} options={places} />
          <Button type="text" icon={<DeleteOutlined />} aria-label={t('org.take_role')} onClick={() => onChange?.(value.filter((_, j) => j !== i))} />
        </div>
      ))}
      <div><Button size="small" icon={<PlusOutlined />} onClick={() => onChange?.([...value, { role: 'nurse', clinic_id: clinic }])}>{t('org.add_role')}</Button></div>
    </div>
  )
}
