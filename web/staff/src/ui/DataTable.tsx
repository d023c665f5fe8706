import { Table, type TableProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { Empty } from './Empty'

export interface DataTableProps<Row extends object> {
  rows: readonly Row[] | undefined
  columns: TableProps<Row>['columns']
  rowKey: Extract<keyof Row, string>
  loading?: boolean
  /** Enter or a click on a row. */
  onOpen?: (row: Row) => void
  empty?: string
  /** Pixels; above it the rows scroll inside the table and are drawn as needed. */
  height?: number
}

/** A dense table: one look everywhere, rows that the keyboard can open. */
export function DataTable<Row extends object>({ rows, columns, rowKey, loading = false, onOpen, empty, height }: DataTableProps<Row>) {
  const { t } = useTranslation()
  return (
    <Table<Row>
      size="small" rowKey={rowKey} {...(columns ? { columns } : {})} dataSource={rows ?? []} loading={loading} pagination={false}
      {...(height ? { virtual: true, scroll: { y: height, x: 'max-content' } } : {})}
      locale={{ emptyText: <Empty {...(empty ? { text: empty } : {})} /> }}
      footer={rows && rows.length > 20 ? () => t('table.rows', { n: rows.length }) : undefined}
      onRow={(row) => onOpen ? {
        tabIndex: 0, style: { cursor: 'pointer' }, onClick: () => onOpen(row),
        onKeyDown: (e) => { if (e.key === 'Enter' && e.target === e.currentTarget) onOpen(row) },
      } : {}}
    />
  )
}
