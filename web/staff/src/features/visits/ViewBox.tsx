import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board } from '@archwire/domain'
import type { Views } from './views'

/** What the menu of columns holds: the saved views, and a tick for each place and doctor. */
export default function ViewBox({ board, views }: { board: Board; views: Views }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const part = views.places.length + views.doctors.length > 0
  const toggle = (list: string[], all: string[], id: string): string[] => {
    const on = list.length > 0 ? list : all
    const next = on.includes(id) ? on.filter((x) => x !== id) : [...on, id]
    return next.length === all.length || next.length === 0 ? [] : next
  }
  const places = board.places.map((p) => p.id)
  const doctors = board.doctors.map((d) => d.id)
  const has = (list: string[], id: string) => list.length === 0 || list.includes(id)
  const keep = () => { if (name.trim()) { views.keep(name.trim()); setName('') } }
  return (
    <div className="vm-box" role="dialog" aria-label={t('visits.screen.columns')}>
      <h4>{t('visits.screen.saved_views')}</h4>
      {views.saved.length === 0 && <p className="bd-hint">{t('visits.screen.no_views')}</p>}
      {views.saved.map((s, i) => (
        <p key={s.name} className="vm-row">
          <button type="button" className="bd-btn" onClick={() => views.pick(i)}><kbd>{i + 1}</kbd> {s.name}</button>
          <button type="button" className="bd-btn" aria-label={t('visits.screen.drop_view', { name: s.name })} onClick={() => views.drop(i)}>✕</button>
        </p>
      ))}
      <form className="vm-row" onSubmit={(e) => { e.preventDefault(); keep() }}>
        <input value={name} maxLength={20} aria-label={t('visits.screen.view_name')} placeholder={t('visits.screen.view_name')} onChange={(e) => setName(e.target.value)} />
        <button type="submit" className="bd-btn" disabled={!name.trim()}>{t('visits.screen.keep_view')}</button>
      </form>
      <h4>{t('visits.screen.places')}</h4>
      <div className="vm-list">
        {board.places.map((p) => <label key={p.id}><input type="checkbox" checked={has(views.places, p.id)} onChange={() => views.show({ places: toggle(views.places, places, p.id), doctors: views.doctors })} /> {p.name}</label>)}
      </div>
      <h4>{t('visits.screen.doctors')}</h4>
      <div className="vm-list">
        {board.doctors.map((d) => <label key={d.id}><input type="checkbox" checked={has(views.doctors, d.id)} onChange={() => views.show({ doctors: toggle(views.doctors, doctors, d.id), places: views.places })} /> {d.name}</label>)}
      </div>
      {part && <button type="button" className="bd-btn" onClick={() => views.show({ places: [], doctors: [] })}>{t('visits.screen.show_all')}</button>}
    </div>
  )
}
