import { Table, type TableProps } from 'antd'
import type { CSSProperties, ReactNode, UIEvent } from 'react'
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
      className="dt" style={{ '--least': `${least(columns)}px` } as CSSProperties}
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

/** Pixels below which the columns that a narrow screen keeps cannot be read: there the table scrolls, not the page, and words get room. */
function least<Row extends object>(columns: TableProps<Row>['columns']): number {
  const kept = (columns ?? []).filter((c) => !c.responsive)
  const fixed = kept.reduce((sum, c) => sum + 0.8 * (typeof c.width === 'number' ? c.width : 0), 0)
  return fixed + kept.filter((c) => typeof c.width !== 'number').length * (fixed > 320 ? 220 : 90)
}

const nearEnd = (box: HTMLElement): boolean => box.scrollHeight - box.scrollTop - box.clientHeight < 600
