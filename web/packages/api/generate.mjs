// Writes src/schema.d.ts from the server's own description. Where the
// description does not exist yet, the committed types stay as they are.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const source = new URL('../../../api/openapi.yaml', import.meta.url)
const target = new URL('./src/schema.d.ts', import.meta.url)

/** The client sets the Idempotency-Key of each POST itself; nobody need pass one. */
function clientSetsKey(types) {
  return types
    .replaceAll('"Idempotency-Key": string', '"Idempotency-Key"?: string')
    .replace(/header: (\{(?:\s*\/\*\*(?:(?!\*\/)[^])*\*\/)?\s*"Idempotency-Key"\?: string;\s*\})/g, 'header?: $1')
}

if (!existsSync(source)) {
  console.log('api/openapi.yaml is not there; the committed types stay')
} else {
  const head = '// Written by `npm run api` from api/openapi.yaml. Do not edit.\n'
  const types = astToString(await openapiTS(source, { alphabetize: true, defaultNonNullable: true }))
  const text = head + clientSetsKey(types)
  const old = existsSync(target) ? readFileSync(target, 'utf8') : ''
  if (process.argv.includes('--check')) {
    if (old !== text) {
      console.error('packages/api/src/schema.d.ts is stale: run `npm run api` and commit it')
      process.exit(1)
    }
  } else if (old !== text) {
    writeFileSync(target, text)
    console.log(`schema.d.ts: ${text.split('\n').length} lines`)
  }
}
