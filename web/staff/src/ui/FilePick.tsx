import { UploadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState } from 'react'

/** Chooses one file, by click, key or drop. */
export function FilePick({ accept, label, busy = false, onPick }: { accept: string; label: string; busy?: boolean; onPick: (f: File) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (f: File | undefined) => { if (f) onPick(f) }
  return (
    <div className={over ? 'fp fp-over' : 'fp'} onDragOver={(e) => { e.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={(e) => { e.preventDefault(); setOver(false); take(e.dataTransfer.files[0]) }}>
      <input ref={input} type="file" accept={accept} hidden onChange={(e) => { take(e.target.files?.[0]); e.target.value = '' }} />
      <Button icon={<UploadOutlined />} loading={busy} onClick={() => input.current?.click()}>{label}</Button>
    </div>
  )
}
