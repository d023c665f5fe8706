import { Table, type TableProps } from 'antd'
import type { ReactNode, UIEvent } from 'react'
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
  /** What stands below the rows instead of their number. */
  count?: string
  /** Pixels; above it the rows scroll inside the table and are drawn as needed. */
  height?: number
  /** The end of rows that scroll inside the table is near. */
  onEnd?: () => void
  /** false leaves the row of titles out, where tables stand one below the other. */
  head?: boolean
  /** What stands below a row that is opened; null where there is nothing. */
  expand?: (row: Row) => ReactNode
}

/** A dense table: one look everywhere, rows that the keyboard can open. */
export function DataTable<Row extends object>({ rows, columns, rowKey, loading = false, onOpen, empty, count, height, onEnd, head = true, expand }: DataTableProps<Row>) {
  const { t } = useTranslation()
  return (
    <Table<Row>
      size="small" rowKey={rowKey} {...(columns ? { columns } : {})} dataSource={rows ?? []} loading={loading} pagination={false} showHeader={head}
      {...(height ? { virtual: true, scroll: { y: height, x: 1 } } : {})}
      {...(onEnd ? { onScroll: (e: UIEvent<HTMLDivElement>) => { if (nearEnd(e.currentTarget)) onEnd() } } : {})}
      {...(expand ? { expandable: { expandedRowRender: expand, rowExpandable: (r: Row) => expand(r) !== null, expandRowByClick: true } } : {})}
      locale={{ emptyText: <Empty {...(empty ? { text: empty } : {})} /> }}
      footer={count !== undefined ? () => count : rows && rows.length > 20 ? () => t('table.rows', { n: rows.length }) : undefined}
      onRow={(row) => onOpen ? {
        tabIndex: 0, style: { cursor: 'pointer' }, onClick: () => onOpen(row),
        onKeyDown: (e) => { if (e.key === 'Enter' && e.target === e.currentTarget) onOpen(row) },
      } : {}}
    />
  )
}

const nearEnd = (box: HTMLElement): boolean => box.scrollHeight - box.scrollTop - box.clientHeight < 600
