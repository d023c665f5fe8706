import { TagOutlined } from '@ant-design/icons'
import { Button, Popover, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../app/desk'
import { useRun } from '../../ui/run'
import { TagChip } from './TagChip'
import { keys, setTags, useTags, type PatientPage } from './queries'

/** The hand-hung tags, with the means to change them in place. */
export function TagLine({ page }: { page: PatientPage }) {
  const { t } = useTranslation()
  const { may } = useDesk()
  const [open, setOpen] = useState(false)
  const id = page.patient.id
  return (
    <span className="tags">
      {page.tags.map((x) => <TagChip key={x.id} tag={x} />)}
      {may('patients.change') && page.patient.state === 'active' && (
        <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomLeft" title={t('patients.tags')} destroyOnHidden content={<TagEdit id={id} now={page.tags.map((x) => x.id)} />}>
          <Button size="small" type="dashed" icon={<TagOutlined />}>{t('patients.tags')}</Button>
        </Popover>
      )}
    </span>
  )
}

function TagEdit({ id, now }: { id: string; now: string[] }) {
  const { t } = useTranslation()
  const run = useRun(keys.page(id))
  const all = useTags()
  const [chosen, setChosen] = useState(now)
  const change = (next: string[]) => {
    setChosen(next)
    run(() => setTags(id, next), () => ({ say: t('patients.tags_changed'), back: () => setTags(id, chosen) })).catch(() => setChosen(chosen))
  }
  const options = (all.data ?? []).filter((x) => !x.archived || now.includes(x.id)).map((x) => ({ value: x.id, label: x.name }))
  return (
    <Select<string[]> mode="multiple" autoFocus defaultOpen style={{ width: 300 }} aria-label={t('patients.tags')} value={chosen} options={options} onChange={change}
      showSearch={{ optionFilterProp: 'label' }} loading={all.isPending} notFoundContent={t('patients.no_tags')} />
  )
}
