import { t } from '../base/say'
import type { Task } from '../profile/task'

/** A statement or command to copy; nothing here runs it. */
export interface TaskCommand {
  readonly purpose: 'find' | 'cancel'
  /** Where it goes: the SQL client, or a shell that reaches the BE. */
  readonly where: 'sql' | 'shell'
  readonly text: string
  readonly note: string
}

/**
 * How to find a task in Doris, and how to end it where a statement does that. Made of ids only, and only of those that look like one: what
 * else a label says never becomes part of a statement.
 */
export function listTaskCommands(task: Pick<Task, 'ids' | 'type'>): TaskCommand[] {
  const commands: TaskCommand[] = []
  const seen = new Set<string>()
  for (const [name, value] of task.ids) {
    for (const command of commandsOf(name, value)) {
      if (seen.has(command.text)) continue
      seen.add(command.text)
      commands.push(command)
    }
  }
  return commands
}

const QUERY_ID = /^[0-9a-f]{1,16}[-:][0-9a-f]{1,16}$/
const NUMBER = /^\d{1,19}$/

function commandsOf(name: string, value: string): TaskCommand[] {
  switch (name) {
    case 'query':
      return QUERY_ID.test(value) ? [findTask(value), showProcesses(), kill(value)] : []
    case 'load':
      return QUERY_ID.test(value) ? [findTask(value), showLoads(), cancelLoad()] : []
    case 'transaction':
      return NUMBER.test(value)
        ? [
            {
              purpose: 'find',
              where: 'sql',
              text: `SHOW TRANSACTION FROM <database> WHERE ID = ${value};`,
              note: t('Put the database in; the label that it shows is that of the load.'),
            },
          ]
        : []
    case 'tablet':
    case 'baseTablet':
    case 'newTablet':
      return NUMBER.test(value)
        ? [
            { purpose: 'find', where: 'sql', text: `SHOW TABLET ${value};`, note: t('Says the table and the partition.') },
            {
              purpose: 'find',
              where: 'shell',
              text: `curl 'http://<be>:8040/api/compaction/show?tablet_id=${value}'`,
              note: t('Says its versions; put the address of the BE in.'),
            },
          ]
        : []
    default:
      return []
  }
}

function findTask(id: string): TaskCommand {
  return {
    purpose: 'find',
    where: 'sql',
    text: `SELECT * FROM information_schema.backend_active_tasks WHERE QUERY_ID = '${id}';`,
    note: t('On which BEs it runs, and what it uses there (2.1 and later).'),
  }
}

const showProcesses = (): TaskCommand => ({
  purpose: 'find',
  where: 'sql',
  text: 'SHOW FULL PROCESSLIST;',
  note: t('The column QueryId has it, Info its statement; connected to the FE that runs it.'),
})

function kill(id: string): TaskCommand {
  return { purpose: 'cancel', where: 'sql', text: `KILL QUERY '${id}';`, note: t('Ends the query; its connection stays.') }
}

const showLoads = (): TaskCommand => ({
  purpose: 'find',
  where: 'sql',
  text: "SHOW LOAD WHERE STATE = 'LOADING';",
  note: t('Broker, Spark and INSERT loads of the current database with their labels; routine loads: SHOW ROUTINE LOAD.'),
})

const cancelLoad = (): TaskCommand => ({
  purpose: 'cancel',
  where: 'sql',
  text: "CANCEL LOAD FROM <database> WHERE LABEL = '<label>';",
  note: t('By the label that SHOW LOAD has; put both in.'),
})
