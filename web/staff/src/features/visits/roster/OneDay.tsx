import { Segmented } from 'antd'

interface Props<Day> {
  label: string
  days: readonly { value: Day; label: string }[]
  value: Day
  onChange: (day: Day) => void
}

/** Which of the seven days a telephone shows; wider screens show all and have no need of it. */
export function OneDay<Day extends string | number>({ label, days, value, onChange }: Props<Day>) {
  return <Segmented<Day> className="rs-one" block aria-label={label} options={[...days]} value={value} onChange={onChange} />
}

/** The class of a cell of a day that a telephone does not show now. */
export const later = (shown: boolean): string => (shown ? '' : 'later')
