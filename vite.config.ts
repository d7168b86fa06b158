import react from '@vitejs/plugin-react'
import { readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Writes .br and .gz beside the page's text files, so that the gateway never compresses them at run time. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    applyToEnvironment: (env) => env.name === 'client',
    async writeBundle({ dir }) {
      if (!dir) return
      const br = promisify(brotliCompress)
      const gz = promisify(gzip)
      for (const file of await readdir(dir, { recursive: true })) {
        if (!/\.(html|js|css|svg|json|wasm|txt)$/.test(file)) continue
        const raw = await readFile(join(dir, file))
        if (raw.length < 1024) continue
        const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length }
        await writeFile(join(dir, `${file}.br`), await br(raw, { params }))
        await writeFile(join(dir, `${file}.gz`), await gz(raw, { level: 9 }))
      }
    },
  }
}

/** A Node program as one file: nothing is needed at run time but Node itself. */
function nodeProgram(outDir: string, input: Record<string, string>) {
  return {
    resolve: { noExternal: true as const, conditions: ['node', 'import', 'default'] },
    build: {
      outDir,
      ssr: true,
      target: 'node20',
      copyPublicDir: false,
      sourcemap: false,
      rolldownOptions: { input, output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' } },
    },
  }
}

const version = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version

export default defineConfig(({ mode }) => ({
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [react(), precompress()],
  builder: {}, // `vite build` builds every environment below
  environments: {
    client: { build: { outDir: 'dist/client', sourcemap: false, chunkSizeWarningLimit: 1000, assetsInlineLimit: 0 } },
    server: nodeProgram('dist/server', { memlane: 'src/command/memlane.ts' }),
    ...(mode === 'bench' ? { bench: nodeProgram('dist/bench', { bench: 'src/bench/bench.ts', fuzz: 'src/bench/fuzz.ts' }) } : {}),
  },
  server: { proxy: { '/api': { target: `http://127.0.0.1:${process.env['MEMLANE_DEV_PORT'] ?? 8765}`, changeOrigin: true } } },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/seed.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 30_000,
    coverage: { include: ['src/**'], reporter: ['text-summary', 'html'] },
  },
}))
