package workflows

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// lookup follows keys, ignoring case, from a mapping; nil when there is no such entry.
func lookup(node *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		var next *yaml.Node
		eachPair(node, func(k, v *yaml.Node) {
			if next == nil && strings.EqualFold(k.Value, key) {
				next = v
			}
		})
		if next == nil {
			return nil
		}
		node = next
	}
	return node
}

// eachPair visits the entries of a mapping, aliases followed.
func eachPair(node *yaml.Node, visit func(key, value *yaml.Node)) {
	node = follow(node)
	if node == nil || node.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		visit(follow(node.Content[i]), follow(node.Content[i+1]))
	}
}

func follow(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}
