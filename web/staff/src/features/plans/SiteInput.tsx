import { AimOutlined } from '@ant-design/icons'
import { Button, Input, Modal } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { needTexts } from '@archwire/i18n'
import { Waiting } from '../../app/Waiting'

const Picker = lazy(async () => { const [m] = await Promise.all([import('./SitePicker'), needTexts('teeth')]); return m })

interface Props {
  value: string
  onChange: (site: string) => void
  /** The rule of the catalogue's item. */
  rule: string
  /** Whose mouth is shown. */
  patient: string
  /** What it is for. */
  name: string
}

/** A place in the mouth: typed, or touched on the chart of teeth. */
export function SiteInput({ value, onChange, rule, patient, name }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Input value={value} maxLength={400} placeholder={t('plans.site')} title={t('plans.site_hint')} aria-label={`${t('plans.site')} ${name}`} onChange={(e) => onChange(e.target.value)}
        suffix={<Button type="text" size="small" icon={<AimOutlined />} aria-label={t('planning.pick_teeth', { item: name })} onClick={() => setOpen(true)} />} />
      <Modal open={open} title={t('planning.pick_teeth', { item: name })} footer={null} width={860} onCancel={() => setOpen(false)} destroyOnHidden>
        <Suspense fallback={<Waiting />}>
          {open && <Picker value={value} rule={rule} patient={patient} onDone={(site) => { onChange(site); setOpen(false) }} onCancel={() => setOpen(false)} />}
        </Suspense>
      </Modal>
    </>
  )
}
