import { expect, test as base, type Locator, type Page } from '@playwright/test'
import { startBackend, startGateway, type RunningProgram } from './servers'

/** The page in words: what a user sees and does. */
export class ViewerPage {
  readonly page: Page
  /** What the console of the browser said that it should not have: errors and uncaught exceptions. */
  readonly complaints: string[] = []
  readonly status: Locator
  readonly tree: Locator
  readonly tasks: Locator

  constructor(page: Page) {
    this.page = page
    this.status = page.getByTestId('status')
    this.tree = page.getByRole('treegrid')
    this.tasks = page.getByRole('tabpanel')
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(error.message))
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url)
  }

  /** Waits until there are samples on the screen. */
  async seesSamples(): Promise<void> {
    await expect(this.card('RSS')).not.toHaveText('—')
  }

  /** The big figure of a card. */
  card(name: string): Locator {
    return this.page.getByTestId(`card-${name}`)
  }

  async openFile(...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser')
    await this.page.getByRole('button', { name: /^Open/ }).first().click()
    await (await chooser).setFiles(files)
  }

  /** Puts a text on the page as Ctrl+V does. */
  async paste(text: string, html?: string): Promise<void> {
    await this.page.evaluate(
      ([plain, markup]) => {
        const data = new DataTransfer()
        data.setData('text/plain', plain!)
        if (markup !== undefined) data.setData('text/html', markup)
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
      },
      [text, html] as const,
    )
  }

  /** Saves the timeline and gives the bytes of the file. */
  async save(): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    const waiting = this.page.waitForEvent('download')
    await this.page.getByRole('button', { name: 'Save', exact: true }).click()
    const download = await waiting
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) }
  }
}

interface Fixtures {
  readonly viewer: ViewerPage
  /** Starts programs that end with the test. */
  readonly programs: {
    backend(options?: Parameters<typeof startBackend>[0]): Promise<RunningProgram>
    gateway(options?: Parameters<typeof startGateway>[0]): Promise<RunningProgram>
  }
}

export const test = base.extend<Fixtures>({
  viewer: async ({ page, programs: _outlive }, provide) => {
    const viewer = new ViewerPage(page)
    await provide(viewer)
    await page.close() // before its servers end, which it would complain of
    expect(viewer.complaints, 'the console of the browser stays free of errors').toEqual([])
  },
  // oxlint-disable-next-line no-empty-pattern -- Playwright wants the pattern
  programs: async ({}, provide) => {
    const running: RunningProgram[] = []
    const keep = async (starting: Promise<RunningProgram>): Promise<RunningProgram> => {
      const program = await starting
      running.push(program)
      return program
    }
    await provide({ backend: (options) => keep(startBackend(options)), gateway: (options) => keep(startGateway(options)) })
    await Promise.all(running.map((program) => program.stop()))
  },
})

export { expect } from '@playwright/test'
