import react from '@vitejs/plugin-react'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
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
    applyToEnvironment: (env) => env.name === 'client' || env.name === 'report',
    async writeBundle({ dir }, bundle) {
      if (!dir) return
      const br = promisify(brotliCompress)
      const gz = promisify(gzip)
      const isReport = this.environment.name === 'report'
      for (const file of isReport ? Object.keys(bundle) : await readdir(dir, { recursive: true })) {
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

const REPORT_ENTRY = 'virtual:report'

/**
 * The viewer once more, as one HTML file without a timeline (src/format/report puts one in): one script, one style, both inline and
 * allowed by their hashes, and no connection at all. A file `x.report.ts` stands there for its neighbour `x.ts`.
 */
function reportTemplate(): Plugin {
  return {
    name: 'report-template',
    apply: 'build',
    enforce: 'pre',
    applyToEnvironment: (env) => env.name === 'report',
    async resolveId(source, importer) {
      if (source === REPORT_ENTRY) return `\0${REPORT_ENTRY}`
      if (!source.startsWith('.') || !importer || importer.includes('node_modules')) return undefined
      const resolved = await this.resolve(source, importer, { skipSelf: true })
      const standIn = resolved?.id.replace(/\.ts$/, '.report.ts')
      // A stand-in may take from its neighbour what it does not replace.
      return resolved && standIn !== resolved.id && standIn !== importer && existsSync(standIn!) ? standIn : resolved
    },
    load(id) {
      if (id === `\0${REPORT_ENTRY}`) return "import '/src/views/theme.css'\nimport '/src/main.tsx'"
      // There is nothing to load beforehand.
      return id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : undefined
    },
    generateBundle: {
      // Behind whoever gathers the styles.
      order: 'post',
      handler(_options, bundle) {
        const files = Object.values(bundle)
        const scripts = files.flatMap((file) => (file.type === 'chunk' ? [file.code] : []))
        const styles = files.flatMap((file) =>
          file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source)] : [],
        )
        if (scripts.length !== 1 || styles.length === 0 || files.length !== scripts.length + styles.length)
          this.error(`The report needs more files than one script and its styles: ${Object.keys(bundle).join(', ')}`)
        for (const name of Object.keys(bundle)) delete bundle[name]
        // What would end a script element, or begin a comment in one, is written so that it only means itself in a string or pattern.
        const script = scripts[0]!.replaceAll(/<(?=\/script|!--)/gi, '\\x3C')
        const style = styles.join('\n').replaceAll(/<(?=\/style)/gi, '\\3C ')
        this.emitFile({ type: 'asset', fileName: 'report.html', source: makeTemplate(script, style) })
      },
    },
  }
}

function makeTemplate(script: string, style: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data: blob:; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="Memlane ${version}">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(readFileSync('public/favicon.svg', 'utf8'))}">
<title>Memlane</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<script type="application/octet-stream" id="memlane-timeline"></script>
<script>${script}</script>
</body>
</html>
`
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
  plugins: [react(), precompress(), reportTemplate()],
  builder: {}, // `vite build` builds every environment below
  environments: {
    client: { build: { outDir: 'dist/client', sourcemap: false, chunkSizeWarningLimit: 1000, assetsInlineLimit: 0 } },
    report: {
      consumer: 'client',
      build: {
        outDir: 'dist/client',
        emptyOutDir: false,
        copyPublicDir: false,
        sourcemap: false,
        cssCodeSplit: false,
        modulePreload: false,
        assetsInlineLimit: Number.POSITIVE_INFINITY,
        chunkSizeWarningLimit: 1500,
        // How long our own plugin took is no news to who only wants to start.
        rolldownOptions: {
          checks: { pluginTimings: false },
          input: REPORT_ENTRY,
          output: { format: 'iife', codeSplitting: false },
        },
      },
    },
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
