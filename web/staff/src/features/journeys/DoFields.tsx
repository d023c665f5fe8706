import { Checkbox, Input, InputNumber, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { DelayInput } from './DelayInput'
import { Field } from './Field'
import { CHANNELS, CLASSES, MEMBERS, WHATS, type MessageDo, type TaskDo, type TaskWhat } from './graph'
import { useVocabulary } from './vocabulary'

/** What is said, of which class, and by which ways. */
export function MessageFields({ value: m, onChange }: { value: MessageDo; onChange: (m: MessageDo) => void }) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const { opens: _, ...rest } = m
  const pick = (text: string) => {
    const is = words.texts.find((x) => x.value === text)?.class
    onChange({ ...m, text, ...(is === 'care' || is === 'service' || is === 'marketing' ? { class: is } : {}) })
  }
  return (
    <>
      <Field label={t('jny.message.text')}>
        <Select<string> size="small" className="jn-grow" {...(m.text ? { value: m.text } : {})} showSearch={{ optionFilterProp: 'label' }} aria-label={t('jny.message.text')} placeholder={t('jny.message.pick')} options={words.texts} onChange={pick} />
      </Field>
      <Field label={t('jny.message.opens')} help={t('jny.message.opens_help')}>
        <Select<NonNullable<MessageDo['opens']>> size="small" className="jn-grow" allowClear {...(m.opens ? { value: m.opens } : {})} aria-label={t('jny.message.opens')} placeholder={t('jny.message.article')} onChange={(opens) => onChange({ ...rest, ...(opens ? { opens } : {}) })} options={[{ value: 'checkin', label: t('journeys.page.checkin') }]} />
      </Field>
      <Field label={t('jny.message.class')} help={t(`jny.message.class_help.${m.class}`)}>
        <Radio.Group size="small" optionType="button" value={m.class} aria-label={t('jny.message.class')} onChange={(e) => onChange({ ...m, class: e.target.value as MessageDo['class'] })} options={CLASSES.map((c) => ({ value: c, label: t(`messages.class.${c}`) }))} />
      </Field>
      <Field label={t('jny.message.channels')} help={t('jny.message.channels_help')}>
        <Select<string[]> size="small" mode="multiple" className="jn-grow" value={m.channels ?? []} aria-label={t('jny.message.channels')} placeholder={t('jny.message.any_channel')} onChange={(channels) => onChange({ ...m, channels })} options={CHANNELS.map((c) => ({ value: c, label: t(`messages.channel.${c}`) }))} />
      </Field>
      <Field label={t('jny.message.hours')} help={t('jny.message.hours_help')}><InputNumber<number> size="small" min={0} max={720} value={m.hours ?? 0} aria-label={t('jny.message.hours')} onChange={(hours) => onChange({ ...m, hours: hours ?? 0 })} /></Field>
      {m.class === 'care' && <Field label={t('jny.message.safety')}><Checkbox checked={!!m.safety} onChange={(e) => onChange({ ...m, safety: e.target.checked })}>{t('jny.message.safety_help')}</Checkbox></Field>}
    </>
  )
}

/** Who does what by when, and whether the journey waits for what comes of it. */
export function TaskFields({ value: k, onChange, answered = true }: { value: TaskDo; onChange: (k: TaskDo) => void; answered?: boolean }) {
  const { t } = useTranslation()
  const words = useVocabulary()
  const set = (x: Partial<TaskDo>) => onChange({ ...k, ...x })
  return (
    <>
      <Field label={t('jny.task.what')}><Select<TaskWhat> size="small" value={k.what} aria-label={t('jny.task.what')} style={{ minWidth: 160 }} onChange={(what) => set({ what })} options={WHATS.map((w) => ({ value: w, label: t(`task.journeys.${w}`) }))} /></Field>
      <Field label={t('jny.task.title')}><Input size="small" value={k.title} maxLength={100} aria-label={t('jny.task.title')} onChange={(e) => set({ title: e.target.value })} /></Field>
      {k.what === 'sop' && <Field label={t('jny.task.list')} help={t('jny.task.list_help')}><Input.TextArea size="small" autoSize={{ minRows: 3 }} value={(k.list ?? []).join('\n')} aria-label={t('jny.task.list')} onChange={(e) => set({ list: e.target.value.split('\n').slice(0, 20) })} onBlur={() => set({ list: (k.list ?? []).filter((x) => x.trim()) })} /></Field>}
      {(k.what === 'call' || k.what === 'one_to_one') && <Field label={t('jny.task.text')} help={t('jny.task.text_help')}><Select<string> size="small" className="jn-grow" allowClear {...(k.text ? { value: k.text } : {})} showSearch={{ optionFilterProp: 'label' }} aria-label={t('jny.task.text')} placeholder={t('jny.task.no_text')} options={words.texts} onChange={(text) => set({ text: text ?? '' })} /></Field>}
      <Field label={t('jny.task.member')} help={t('jny.task.member_help')}><Select<string> size="small" allowClear {...(k.member ? { value: k.member } : {})} style={{ minWidth: 160 }} aria-label={t('jny.task.member')} placeholder={t('jny.task.no_member')} onChange={(member) => set({ member: member ?? '' })} options={MEMBERS.map((m) => ({ value: m, label: t(`jny.member.${m}`) }))} /></Field>
      <Field label={t('jny.task.role')}><Select<string> size="small" {...(k.role ? { value: k.role } : {})} style={{ minWidth: 160 }} showSearch={{ optionFilterProp: 'label' }} aria-label={t('jny.task.role')} onChange={(role) => set({ role })} options={words.roles} /></Field>
      <Field label={t('jny.task.due')}><DelayInput value={k.due} onChange={(due) => set({ due })} label={t('jny.task.due')} /></Field>
      <Field label={t('jny.task.urgent')}><Checkbox checked={!!k.urgent} onChange={(e) => set({ urgent: e.target.checked })}>{t('jny.task.urgent_help')}</Checkbox></Field>
      {answered && <Field label={t('jny.task.answered')}><Checkbox checked={!!k.answered} onChange={(e) => set({ answered: e.target.checked, ...(e.target.checked && !k.timeout ? { timeout: { amount: 2, unit: 'days' } } : {}) })}>{t('jny.task.answered_help')}</Checkbox></Field>}
      {answered && k.answered && <Field label={t('jny.task.timeout')}><DelayInput plain value={k.timeout ?? {}} onChange={(timeout) => set({ timeout })} label={t('jny.task.timeout')} /></Field>}
    </>
  )
}
