import { defineConfig } from 'vitest/config'

// One run for the whole workspace: pure packages need no document, staff does.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'packages',
          environment: 'node',
          include: ['packages/*/test/**/*.test.ts', 'phone/test/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'staff',
          environment: 'jsdom',
          include: ['staff/src/**/*.test.{ts,tsx}'],
          setupFiles: ['staff/src/test/setup.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
})
