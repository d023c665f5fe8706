// Weighs the built sites against their budgets (kB, gzip -9) and fails above them.
// The shell is what every screen of the staff loads; a route pays for what it
// adds. Each of the patients' pages is weighed whole: its document, script and style.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const BUDGETS = { shell: 320, today: 100, board: 40, palette: 25, other: 250, phone: 15 }
/** Source modules of lazily loaded parts, and the budget that each belongs to. */
const PARTS = [[/src\/app\/Palette\.tsx$/, 'palette'], [/features\/today\//, 'today'], [/features\/visits\/BoardPage/, 'board']]

const root = fileURLToPath(new URL('../dist/staff', import.meta.url))
const manifestFile = join(root, '.vite/manifest.json')
if (!existsSync(manifestFile)) {
  console.error('web/dist/staff is not built: run `npm run build` first')
  process.exit(1)
}
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
const gzipped = (file) => gzipSync(readFileSync(join(root, file)), { level: 9 }).length / 1000

/** All files that a chunk loads at once: itself, its static imports, their styles. */
function files(key, seen = new Set()) {
  const chunk = manifest[key]
  if (!chunk || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const css of chunk.css ?? []) seen.add(css)
  for (const next of chunk.imports ?? []) files(next, seen)
  return seen
}
const sum = (list) => [...list].reduce((n, f) => n + gzipped(f), 0)

const shell = files('index.html')
const rows = [['shell', sum(shell), BUDGETS.shell]]
const isText = (key) => /packages\/i18n|antd\/.*locale|\.json$/.test(key)
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || isText(key)) continue
  const kind = PARTS.find(([re]) => re.test(key))?.[1] ?? 'other'
  rows.push([key.replace(/^.*src\//, ''), sum([...files(key)].filter((f) => !shell.has(f))), BUDGETS[kind]])
}
const phone = fileURLToPath(new URL('../dist/m', import.meta.url))
if (!existsSync(join(phone, 'index.html'))) {
  console.error('web/dist/m is not built: run `npm run build` first')
  process.exit(1)
}
for (const [name, at] of [['form', 'index.html'], ['check-in', 'c/index.html'], ['why', 'w/index.html'], ['own', 'b/index.html']]) {
  const html = readFileSync(join(phone, at))
  const parts = [...html.toString().matchAll(/"\/m\/(assets\/[^"]+)"/g)].map((m) => readFileSync(join(phone, m[1])))
  rows.push([`a patient's page: ${name}`, [html, ...parts].reduce((n, f) => n + gzipSync(f, { level: 9 }).length / 1000, 0), BUDGETS.phone])
}
let bad = false
for (const [name, kb, budget] of rows) {
  const over = kb > budget
  bad ||= over
  console.log(`${over ? 'OVER' : ' ok '} ${name.padEnd(44)} ${kb.toFixed(1).padStart(7)} kB of ${budget}`)
}
process.exit(bad ? 1 : 0)
