import { PictureOutlined } from '@ant-design/icons'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useLive } from '../../app/live'
import { Waiting } from '../../app/Waiting'
import { Empty } from '../../ui/Empty'
import { Fault } from '../../ui/Fault'
import { AddImages } from './AddImages'
import { Thumb } from './SetView'
import { Viewer } from './Viewer'
import { useCodes, useImages } from './queries'
import { inOrder } from './sets'
import './imaging.css'

/** What of an imaging order is asked here. */
export interface OrderOf {
  id: string
  patient_id: string
  clinic_id: string
  items: readonly string[]
  site: string
  state: 'ordered' | 'taken' | 'reported' | 'cancelled'
}

/** The images of an imaging order, and bringing them in: the first takes the order. */
export default function OrderImages({ order, primary = false, onTaken }: { order: OrderOf; primary?: boolean; onTaken?: () => void }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [open, setOpen] = useState(false)
  if (!may('imaging.view')) return null
  const waits = order.state === 'ordered' && may('imaging.add')
  return (
    <>
      <Button size="small" type={primary && waits ? 'primary' : 'default'} icon={<PictureOutlined />} onClick={() => setOpen(true)}>{t(waits ? 'imaging.order.add' : 'imaging.order.show')}</Button>
      <Drawer open={open} size={640} destroyOnHidden title={t('imaging.order')} onClose={() => { setOpen(false); onTaken?.() }}>{open && <Inside order={order} />}</Drawer>
    </>
  )
}

function Inside({ order: o }: { order: OrderOf }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const images = useImages(o.patient_id)
  const codes = useCodes(o.clinic_id, o.state === 'ordered' || o.state === 'taken')
  useLive('imaging', (c) => { if (!c || c.key === o.patient_id) void images.refetch() })
  const [viewed, setViewed] = useState('')
  if (images.isPending || codes.isLoading) return <Waiting />
  if (images.isError) return <Fault error={images.error} onRetry={() => void images.refetch()} />
  const mine = inOrder({ images: images.data.filter((i) => i.order_id === o.id && !i.withdrawn_at) })
  const asked = { id: o.id, site: o.site, codes: o.items.map((i) => codes.data?.get(i) ?? '') }
  return (
    <div className="ig">
      {may('imaging.add') && (o.state === 'ordered' || o.state === 'taken') && <AddImages patient={o.patient_id} today={mine} order={asked} />}
      {mine.length === 0 ? <Empty text={t('imaging.order.none')} /> : (
        <div className="ig-group ig-ordered">
          {mine.map((i) => (
            <div className="ig-cell" key={i.id}>
              <Thumb of={i} name={t(`imaging.slot.${i.slot}`)} onOpen={() => setViewed(i.id)} />
              <span className="ig-name">{t(`imaging.slot.${i.slot}`)} {i.site}</span>
            </div>
          ))}
        </div>
      )}
      {viewed && <Viewer patient={o.patient_id} images={mine} at={viewed} onAt={setViewed} onClose={() => setViewed('')} />}
    </div>
  )
}
