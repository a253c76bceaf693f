// Package agents is the source that reads which AI agents a repository runs and configures:
// agent actions and command-line agents in workflows, and the configuration files of
// agents and of the MCP servers that they use.
//
// Workflows and composite actions are read for agents only. What a job's permissions,
// triggers and secrets are is another source's observation; the inventory joins them by
// path, job and step. An agent inside a composite action has no job.
//
// Configuration files are found by name anywhere in the tree (a monorepo has several), but
// in the folders of installed packages, and in testdata, where no agent looks for them.
// Instruction files such as AGENTS.md and CLAUDE.md say what an agent should do but
// configure none, and are not reported.
//
// # Settings
//
// A setting is reported when it widens what an agent may do:
//
//	open_trigger      people without write access, or any bot, may start it
//	untrusted_prompt  its prompt contains text that strangers write
//	unsafe_sandbox    it runs without sandbox or without asking
//	broad_tools       its tools include a shell, or are not limited
//	full_output       its log shows all that it reads
//	scrub_off         its subprocesses are given its credentials
//	unpinned_cli      what is installed can change without a commit here
//	static_model_key  it calls its model with a stored key
//	keyless_model     it calls its model with an OIDC token or cloud role: nothing is stored
//	own_token         it acts on GitHub with a stored token instead of the job's
//	hooks             the configuration runs commands by itself
//	all_servers       every MCP server that the repository names is started unasked
//	strict_off        a check of the agent's own compiler is off
//	unknown_start     its command is installed, or its model's key given, and how it is started is not known
//
// The detail is a word of this package or the name of an input, variable or package, never a
// text from the file.
//
// # MCP servers
//
// Pinned means that the code which a server's command runs cannot change without a commit
// here or on the machine: it is a path, an installed program, or a package or image with an exact version. A
// server on another machine is never pinned.
package agents
