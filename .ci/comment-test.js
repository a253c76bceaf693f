// Runs the script that action.yml gives to actions/github-script against a pull request in memory:
// node comment-test.js SCRIPT COMMENT. Strangers' comments stay; the first run makes one, the second replaces it.
const assert = require('assert')
const fs = require('fs')
const [script, file] = process.argv.slice(2)
process.env.COMMENT_FILE = file
const body = fs.readFileSync(file, 'utf8')
assert(body.startsWith('<!-- rollcall -->\n## Rollcall'), 'the comment has no mark')

const comments = [
  { id: 1, user: { type: 'User' }, body: '<!-- rollcall -->\nby a stranger' },
  { id: 2, user: { type: 'Bot' }, body: 'of another tool' },
]
const issues = {
  listComments: 'list',
  createComment: async c => { comments.push({ id: comments.length + 1, user: { type: 'Bot' }, body: c.body, number: c.issue_number }) },
  updateComment: async c => { comments.find(o => o.id === c.comment_id).body = c.body },
}
const github = { paginate: async () => comments, rest: { issues } }
const context = { repo: { owner: 'acme', repo: 'shop' }, issue: { number: 7 } }
const run = new (Object.getPrototypeOf(async () => {}).constructor)('github', 'context', 'require', fs.readFileSync(script, 'utf8'))

run(github, context, require).then(async () => {
  assert.strictEqual(comments.length, 3)
  assert.strictEqual(comments[2].number, 7)
  comments[2].body = '<!-- rollcall -->\nof an earlier run'
  await run(github, context, require)
  assert.strictEqual(comments.length, 3)
  assert.strictEqual(comments[2].body, body)
  assert.match(comments[0].body, /by a stranger/)
})
