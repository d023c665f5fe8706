import { CheckOutlined, EditOutlined, PauseOutlined, StopOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusTag, type Tone } from '../../ui/StatusTag'
import type { Journey } from './queries'

const LOOKS: Record<Journey['state'], [Tone, ReactNode]> = {
  draft: ['plain', <EditOutlined key="m" aria-hidden />], live: ['good', <CheckOutlined key="m" aria-hidden />], paused: ['warn', <PauseOutlined key="m" aria-hidden />], ended: ['plain', <StopOutlined key="m" aria-hidden />],
}

/** Where a journey stands, and that something is written that is not live. */
export function StateTag({ journey: j }: { journey: Pick<Journey, 'state' | 'drafted'> }) {
  const { t } = useTranslation()
  const [tone, mark] = LOOKS[j.state]
  return <><StatusTag tone={tone} mark={mark}>{t(`journeys.state.${j.state}`)}</StatusTag>{j.drafted && j.state !== 'draft' && <StatusTag tone="plain" mark={<EditOutlined aria-hidden />}>{t('jny.has_draft')}</StatusTag>}</>
}
