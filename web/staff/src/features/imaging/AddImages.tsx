import { CameraOutlined, PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Segmented } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { faultText } from '@archwire/i18n'
import { useDesk } from '../../app/desk'
import { asProblem } from '../../ui/attempt'
import { DayInput } from '../../ui/DayInput'
import { useUndo } from '../../ui/Undo'
import { keys, type Image } from './queries'
import { guess, guessOrdered, nextGroup, type Group } from './sets'
import { uploadAll, type Outcome, type Parcel } from './upload'

const ACCEPT = 'image/jpeg,image/png,image/webp,application/dicom,.dcm'
const STARTS: readonly Group[] = ['face', 'oral', 'film', 'other']

/** What an X-ray device writes is a film, wherever a run of photos begins. */
const isFilm = (f: File): boolean => f.type === 'application/dicom' || /\.(dcm|dicom)$/i.test(f.name)

/** Whether trying again may help: the network broke, or the server could not. */
const mayPass = (o: Outcome): boolean => { const { status } = asProblem(o.error); return status === 0 || status >= 500 || status === 408 }

/** An imaging order that is fulfilled: it says what the images show, and of which teeth. */
export interface Asked {
  id: string
  site: string
  codes: readonly string[]
}

interface Props {
  patient: string
  today: readonly Image[]
  order?: Asked
}

/** Brings images in: files, a drop, the clipboard, or a tablet's camera. They fill the empty slots in order. */
export function AddImages({ patient, today, order }: Props) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const client = useQueryClient()
  const undo = useUndo()
  const files = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const [from, setFrom] = useState<Group | ''>('')
  const [day, setDay] = useState('')
  const [over, setOver] = useState(false)
  const [state, setState] = useState<{ done: number; total: number } | null>(null)
  const [warned, setWarned] = useState<Outcome[]>([])
  const start = from || nextGroup(today)

  const send = async (parcels: Parcel[]) => {
    if (parcels.length === 0 || state) return
    setWarned([])
    setState({ done: 0, total: parcels.length })
    let list: Outcome[]
    try {
      list = await uploadAll({ patient, clinic, day, parcels, ...(order ? { order: order.id, site: order.site } : {}) }, (done) => setState({ done, total: parcels.length }))
    } catch (error) {
      list = parcels.map((parcel) => ({ parcel, added: null, error }))
    }
    setState(null)
    await client.invalidateQueries({ queryKey: keys.of(patient) })
    const made = list.filter((o) => o.added && !o.added.already).length
    const there = list.filter((o) => !o.error && (!o.added || o.added.already)).length
    setWarned(list.filter((o) => o.error || o.added?.elsewhere || o.added?.image.name_in_file))
    undo.say([t('imaging.add.done', { n: made }), there > 0 && t('imaging.add.already', { n: there })].filter(Boolean).join(' · '))
  }
  const take = (chosen: Iterable<File>) => {
    const there = day ? [] : today
    const of = (list: File[], group: Group) => { const slots = guess(list.length, there, group); return list.map((file, n) => ({ file, slot: slots[n]! })) }
    const list = [...chosen]
    if (order) {
      const slots = guessOrdered(list.length, there, order.codes)
      return void send(list.map((file, n) => ({ file, slot: slots[n]! })))
    }
    void send([...of(list.filter((f) => !isFilm(f)), start), ...of(list.filter(isFilm), 'film')])
  }
  const latest = useRef(take)
  useEffect(() => { latest.current = take })
  useEffect(() => {
    const paste = (e: ClipboardEvent) => {
      const list = [...(e.clipboardData?.files ?? [])]
      if (list.length > 0) { e.preventDefault(); latest.current(list) }
    }
    window.addEventListener('paste', paste)
    return () => window.removeEventListener('paste', paste)
  }, [])
  const failed = warned.filter((o) => o.error && mayPass(o))

  return (
    <div className={`ig-add${over ? ' ig-over' : ''}`} onDragOver={(e) => { if (e.dataTransfer.types.includes('Files')) { e.preventDefault(); setOver(true) } }}
      onDragLeave={() => setOver(false)} onDrop={(e) => { setOver(false); if (e.dataTransfer.files.length > 0) { e.preventDefault(); take(e.dataTransfer.files) } }}>
      <input ref={files} type="file" multiple hidden accept={ACCEPT} aria-label={t('imaging.choose')} onChange={(e) => { take(e.target.files ?? []); e.target.value = '' }} />
      <input ref={camera} type="file" hidden accept="image/jpeg" capture="environment" aria-label={t('imaging.camera')} onChange={(e) => { take(e.target.files ?? []); e.target.value = '' }} />
      <div className="row ig-row">
        <Button type="primary" icon={<PlusOutlined />} loading={state !== null} onClick={() => files.current?.click()}>{t('imaging.add')}</Button>
        <Button icon={<CameraOutlined />} disabled={state !== null} onClick={() => camera.current?.click()}>{t('imaging.camera')}</Button>
        {!order && <Segmented<Group> aria-label={t('imaging.add.from')} value={start} onChange={setFrom} options={STARTS.map((g) => ({ value: g, label: t(`imaging.group.${g}`) }))} />}
        <DayInput value={day} onChange={setDay} width={150} aria-label={t('imaging.add.day')} placeholder={t('imaging.add.as_file')} />
        <small className="hint">{t(order ? 'imaging.add.ordered' : 'imaging.add.help')}</small>
      </div>
      {state && <p role="status"><progress value={state.done} max={state.total} aria-label={t('imaging.add')} /> {t('imaging.add.progress', state)}</p>}
      {warned.map((o) => <Alert key={o.parcel.file.name + o.parcel.slot} type={o.error ? 'error' : 'warning'} showIcon title={<Told of={o} />} />)}
      {failed.length > 0 && <Button className="ig-retry" onClick={() => void send(failed.map((o) => o.parcel))}>{t('imaging.add.retry')}</Button>}
    </div>
  )
}

/** What is to be looked at about one file. */
function Told({ of: o }: { of: Outcome }) {
  const { t } = useTranslation()
  const name = o.parcel.file.name
  if (o.error) {
    const p = asProblem(o.error)
    return t('imaging.add.failed', { name, why: faultText(p.code, p.args) })
  }
  return [o.added?.elsewhere && t('imaging.add.elsewhere', { name }), o.added?.image.name_in_file && t('imaging.add.name_differs', { name: o.added.image.name_in_file })]
    .filter(Boolean).join(' ')
}
