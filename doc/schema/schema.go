// Package schema holds the JSON Schema of the documents that pmtu writes.
package schema

import _ "embed"

// V1 is the JSON Schema (draft 2020-12) of schema version 1: of the document
// of a run, and in $defs/event of a line of the stream.
//
//go:embed pmtu-1.schema.json
var V1 string
