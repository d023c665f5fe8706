import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import type { Code } from './codes'

/** One code for the printer: the clinic's name, the code, and what one does with it. */
export function CodePoster({ code: c, onClose }: { code: Code; onClose: () => void }) {
  const { t } = useTranslation()
  const { clinics } = useDesk()
  return (
    <>
      <div className="row ms-noprint"><Button type="primary" onClick={() => window.print()}>{t('msg.code_print')}</Button><Button onClick={onClose}>{t('msg.code_back')}</Button></div>
      <section className="ms-poster" aria-label={t('msg.code_of', { name: c.name })}>
        <h2>{clinics.find((x) => x.id === c.clinic_id)?.name}</h2>
        <img src={c.picture} alt={t('msg.code_of', { name: c.name })} width={320} height={320} />
        <p>{t('msg.code_scan')}</p>
        <small>{c.name}</small>
      </section>
    </>
  )
}
