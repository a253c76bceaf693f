// Runs the script that action.yml gives to actions/github-script against a pull request in memory:
// node comment-test.js SCRIPT COMMENT
const assert = require('assert')
const fs = require('fs')
const [script, file] = process.argv.slice(2)
process.env.COMMENT_FILE = file
const body = fs.readFileSync(file, 'utf8')
const mark = body.slice(0, body.indexOf('\n'))
assert.match(body, /^<!-- rollcall [0-9a-f]{12} -->\n## Rollcall failed: /, 'the comment has no mark')
const run = new (Object.getPrototypeOf(async () => {}).constructor)('github', 'context', 'core', 'require', fs.readFileSync(script, 'utf8'))

// after runs the script where there are these comments already, and gives the comments there are then and what was logged.
async function after(comments, { noteworthy = true, head = 'head', fails } = {}) {
  process.env.NOTEWORTHY = String(noteworthy)
  const log = []
  const may = () => { if (fails) throw Object.assign(new Error(fails.message), fails) }
  const rest = {
    pulls: { get: async () => ({ data: { head: { sha: head } } }) },
    issues: {
      listComments: 'list',
      createComment: async c => { may(); comments.push({ id: 99, user: { type: 'Bot' }, body: c.body, number: c.issue_number }) },
      updateComment: async c => { may(); comments.find(o => o.id === c.comment_id).body = c.body },
      deleteComment: async c => { may(); comments.splice(comments.findIndex(o => o.id === c.comment_id), 1) },
    },
  }
  const github = { rest, paginate: async (call, asked) => { assert.strictEqual(asked.issue_number, 7); return [...comments] } }
  const context = { repo: { owner: 'acme', repo: 'shop' }, issue: { number: 7 }, payload: { pull_request: { head: { sha: 'head' } } } }
  await run(github, context, { info: t => log.push(t), warning: t => log.push('warning: ' + t) }, require)
  return { comments, log: log.join('\n') }
}

const bot = (id, text) => ({ id, user: { type: 'Bot' }, body: text })
const others = () => [
  { id: 1, user: { type: 'User' }, body: mark + '\nby a stranger' }, { id: 2, user: null, body: mark + '\nof somebody who left' },
  bot(3, 'of another tool'), bot(4, '<!-- rollcall 000000000000 -->\nof another job'),
]
const bodies = result => result.comments.map(c => c.body)
const kept = others().map(c => c.body)

async function main() {
  const first = await after(others())
  assert.deepStrictEqual(bodies(first), [...kept, body], 'the first run makes a comment')
  assert.strictEqual(first.comments.at(-1).number, 7)
  const ours = mark + '\nof an earlier run'
  assert.deepStrictEqual(bodies(await after([...others(), bot(9, ours)])), [...kept, body], 'the next replaces it')
  assert.deepStrictEqual(bodies(await after([...others(), bot(9, ours)], { noteworthy: false })), [...kept, body], 'also when all is well again')
  assert.deepStrictEqual(bodies(await after(others(), { noteworthy: false })), kept, 'nothing to say, nothing said')
  assert.deepStrictEqual(bodies(await after([bot(8, ours), bot(9, ours)])), [body], 'two runs at once may have made two')
  const overtaken = await after([bot(9, ours)], { head: 'later' })
  assert.deepStrictEqual(bodies(overtaken), [ours], 'an overtaken run says nothing')
  assert.match(overtaken.log, /later commit/)
  const refused = await after([], { fails: { status: 403, message: 'Resource not accessible by integration' } })
  assert.match(refused.log, /^warning: .*not accessible.*pull-requests: write/)
  const down = await after([], { fails: { status: 502, message: 'Server Error' } })
  assert.match(down.log, /^warning: .*Server Error\.$/)
}
main().catch(error => { console.error(error); process.exit(1) })
