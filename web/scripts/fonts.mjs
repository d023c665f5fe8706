// Lays the font for paper beside the built pages, where the binary takes it from.
import { copyFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const from = import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf')
const to = new URL('../dist/fonts/', import.meta.url)
mkdirSync(to, { recursive: true })
copyFileSync(fileURLToPath(from), fileURLToPath(new URL('NotoSansSC.ttf', to)))
