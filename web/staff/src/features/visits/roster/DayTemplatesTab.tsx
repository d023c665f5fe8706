import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays, weekday } from '@archwire/domain'
import { useDesk } from '../../../app/desk'
import { Fault } from '../../../ui/Fault'
import { FormDrawer } from '../../../ui/FormDrawer'
import { useRun } from '../../../ui/run'
import { useWhen } from '../../../ui/when'
import { keys, useTemplates } from '../queries'
import { kindName } from '../words'
import { CATEGORIES } from './kinds'
import { OneDay, later } from './OneDay'
import { putDayTemplate, useDayTemplates, useRoster, type DayRules, type Person, type Rules } from './queries'
import { TimeInput } from '../../../ui/DayInput'

const WEEK = [1, 2, 3, 4, 5, 6, 0] as const

/** How each doctor wants each weekday to run: what may start when, how many of it, and what is kept free. */
export default function DayTemplatesTab() {
  const { t } = useTranslation()
  const { clinic, may } = useDesk()
  const when = useWhen()
  const today = when.today()
  const doctors = useRoster(clinic, today, addDays(today, 6)).data?.people.filter((p) => p.who === 'D') ?? []
  const list = useDayTemplates(clinic)
  const [open, setOpen] = useState<{ doctor: Person; weekday: number; known: DayRules | undefined } | null>(null)
  const edit = may('visits.roster')
  const [shown, setShown] = useState<number>(weekday(today))
  return (
    <>
      <OneDay label={t('roster.for_days')} days={WEEK.map((w) => ({ value: w as number, label: t(`day.${w}`) }))} value={shown} onChange={setShown} />
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      <div className="rs-scroll">
        <table className="rs">
          <thead><tr><th scope="col">{t('visits.screen.doctor')}</th>{WEEK.map((w) => <th key={w} scope="col" className={later(w === shown)}>{t(`day.${w}`)}</th>)}</tr></thead>
          <tbody>
            {doctors.map((d) => (
              <tr key={d.id}>
                <th scope="row">{d.name}</th>
                {WEEK.map((w) => {
                  const known = list.data?.find((x) => x.doctor_id === d.id && x.weekday === w)
                  return (
                    <td key={w} className={later(w === shown)}><button type="button" className={`rs-cell ${known ? 'usual' : 'off'}`} disabled={!edit} aria-label={`${d.name} ${t(`day.${w}`)}`} onClick={() => setOpen({ doctor: d, weekday: w, known })}>
                      {known ? <Summary rules={known} /> : t('roster.anything')}
                    </button></td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open && <RulesDrawer {...open} all={list.data ?? []} onClose={() => setOpen(null)} />}
    </>
  )
}

function Summary({ rules }: { rules: Rules }) {
  const { t } = useTranslation()
  return (
    <>
      {rules.last_start && <small>{t('roster.last_start_at', { at: rules.last_start })}</small>}
      <small>{t('roster.rules_n', { n: rules.rules?.length ?? 0, kept: rules.kept?.length ?? 0 })}</small>
    </>
  )
}

interface Values {
  last_start?: string
  rules: { name: string; matches?: string[]; school_age?: boolean; starts?: string[]; from?: string; until?: string; max?: number | null }[]
  kept: { category: string; from: string; minutes: number; until?: string }[]
  weekdays: number[]
}

interface DrawerProps {
  doctor: Person
  weekday: number
  known: DayRules | undefined
  all: readonly DayRules[]
  onClose: () => void
}

function RulesDrawer({ doctor, weekday, known, all, onClose }: DrawerProps) {
  const { t } = useTranslation()
  const { clinic } = useDesk()
  const kinds = useTemplates().data ?? []
  const run = useRun(keys.roster(clinic))
  const what = [
    { label: t('roster.category'), options: CATEGORIES.map((c) => ({ value: c as string, label: t(`visits.category.${c}`) })) },
    { label: t('visits.screen.kind'), options: kinds.map((k) => ({ value: k.code, label: kindName(k) })) },
  ]
  const save = async (v: Values) => {
    const rules = {
      last_start: v.last_start ?? '', kept: v.kept.map((k) => ({ ...k, until: k.until ?? '' })),
      rules: v.rules.map((r) => ({
        name: r.name, ...(r.school_age ? { school_age: true } : { matches: r.matches ?? [] }), starts: r.starts ?? [], ...(r.from ? { from: r.from } : {}), ...(r.until ? { until: r.until } : {}), ...(r.max ? { max: r.max } : {}),
      })),
    }
    await run(async () => {
      for (const w of v.weekdays) await putDayTemplate({ doctor_id: doctor.id, weekday: w, clinic_id: clinic, version: all.find((x) => x.doctor_id === doctor.id && x.weekday === w)?.version ?? 0 }, rules)
    }, () => ({ say: t('roster.rules_saved', { who: doctor.name }) }))
    onClose()
  }
  return (
    <FormDrawer<Values> open width={680} title={t('roster.rules_of', { who: doctor.name, day: t(`day.${weekday}`) })} onSave={save} onClose={onClose}
      initial={{ last_start: known?.last_start ?? '17:30', rules: (known?.rules ?? []) as Values['rules'], kept: (known?.kept ?? []) as Values['kept'], weekdays: [weekday] }}>
      <div className="rs-two">
        <Form.Item name="last_start" label={t('roster.last_start')}><TimeInput /></Form.Item>
        <Form.Item name="weekdays" label={t('roster.for_days')}><Select mode="multiple" options={WEEK.map((w) => ({ value: w as number, label: t(`day.${w}`) }))} /></Form.Item>
      </div>
      <Form.List name="rules">
        {(fields, { add, remove }) => (
          <fieldset className="rs-set"><legend>{t('roster.rules')}</legend>
            {fields.map((f) => (
              <div key={f.key} className="rs-rule">
                <Form.Item name={[f.name, 'name']} label={t('roster.rule_name')} rules={[{ required: true, message: t('form.required') }]}><RuleName /></Form.Item>
                <Form.Item name={[f.name, 'school_age']} label={t('roster.rule_school')} valuePropName="checked"><Switch size="small" /></Form.Item>
                <Form.Item noStyle dependencies={[['rules', f.name, 'school_age']]}>
                  {({ getFieldValue }) => !getFieldValue(['rules', f.name, 'school_age']) && <Form.Item name={[f.name, 'matches']} label={t('roster.rule_what')}><Select mode="multiple" options={what} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>}
                </Form.Item>
                <Form.Item name={[f.name, 'starts']} label={t('roster.rule_starts')}><Select mode="tags" open={false} tokenSeparators={[' ', ',', '，']} placeholder="09:00" /></Form.Item>
                <Form.Item name={[f.name, 'from']} label={t('roster.rule_from')}><TimeInput /></Form.Item>
                <Form.Item name={[f.name, 'until']} label={t('roster.rule_until')}><TimeInput /></Form.Item>
                <Form.Item name={[f.name, 'max']} label={t('roster.rule_max')}><InputNumber min={0} max={100} /></Form.Item>
                <Button size="small" onClick={() => remove(f.name)}>{t('roster.take_back')}</Button>
              </div>
            ))}
            <Button size="small" onClick={() => add({ name: '', matches: [] })}>{t('roster.rule_add')}</Button>
          </fieldset>
        )}
      </Form.List>
      <Form.List name="kept">
        {(fields, { add, remove }) => (
          <fieldset className="rs-set"><legend>{t('roster.kept')}</legend>
            {fields.map((f) => (
              <div key={f.key} className="rs-rule">
                <Form.Item name={[f.name, 'category']} label={t('roster.kept_for')}><Select options={CATEGORIES.map((c) => ({ value: c, label: t(`visits.category.${c}`) }))} /></Form.Item>
                <Form.Item name={[f.name, 'from']} label={t('roster.kept_from')} rules={[{ required: true, message: t('form.required') }]}><TimeInput /></Form.Item>
                <Form.Item name={[f.name, 'minutes']} label={t('roster.minutes')}><InputNumber min={5} max={240} step={5} /></Form.Item>
                <Form.Item name={[f.name, 'until']} label={t('roster.kept_until')}><TimeInput /></Form.Item>
                <Button size="small" onClick={() => remove(f.name)}>{t('roster.take_back')}</Button>
              </div>
            ))}
            <Button size="small" onClick={() => add({ category: 'emergency', from: '11:40', minutes: 5, until: '14:00' })}>{t('roster.kept_add')}</Button>
          </fieldset>
        )}
      </Form.List>
    </FormDrawer>
  )
}

const SHIPPED = ['bonding', 'debonding', 'first_consultation', 'school_age']

/** A rule's name: those that ship are shown in words, others are free. */
function RuleName({ value = '', onChange }: { value?: string; onChange?: (v: string) => void }) {
  const { t } = useTranslation()
  const words = (name: string) => (SHIPPED.includes(name) ? t(`visits.rule.${name}`) : name)
  return <Input value={words(value)} maxLength={40} onChange={(e) => onChange?.(SHIPPED.find((n) => t(`visits.rule.${n}`) === e.target.value) ?? e.target.value)} />
}
